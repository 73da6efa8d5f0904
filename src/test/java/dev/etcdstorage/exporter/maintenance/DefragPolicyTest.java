package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.MemberChoice.Choice;
import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture.Member;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefragPolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T02:30:00Z");
  private static final DefragPolicy POLICY =
      new DefragPolicy(Thresholds.DEFAULT, Duration.ofHours(12));

  private final Member member = new Member(1);

  private MemberChoice choice(Optional<DefragRecord> last) {
    return POLICY.choose(member.sample(), last, NOW);
  }

  private static Optional<DefragRecord> ended(Duration ago) {
    return Optional.of(new DefragRecord(NOW.minus(ago), Duration.ofSeconds(3), 9, 1, true, ""));
  }

  @Test
  void mostlyFreeAndWorthItIsDue() {
    MemberChoice choice = choice(Optional.empty());

    assertThat(choice.choice()).isEqualTo(Choice.DUE);
    assertThat(choice.why()).isEqualTo("75% of 400 MiB is free pages: reclaims about 300 MiB");
  }

  @Test
  void exactlyHalfFreeIsLeftAlone() {
    member.inUse = member.size / 2;

    assertThat(choice(Optional.empty()).choice()).isEqualTo(Choice.LEAVE);
    assertThat(choice(Optional.empty()).why()).contains("50%", "not above 50%");
  }

  @Test
  void smallDatabaseIsLeftAlone() {
    member.size = 100 * ClusterFixture.MIB;
    member.inUse = 1 * ClusterFixture.MIB;

    assertThat(choice(Optional.empty()).choice()).isEqualTo(Choice.LEAVE);
    assertThat(choice(Optional.empty()).why()).contains("reclaims 99.0 MiB", "100 MiB");
  }

  @Test
  void smallDatabaseOfASmallQuotaIsDue() {
    member.size = 100 * ClusterFixture.MIB;
    member.inUse = 1 * ClusterFixture.MIB;
    member.quota = Optional.of(new Quota(512 * ClusterFixture.MIB, Quota.Source.METRICS));

    assertThat(choice(Optional.empty()).choice()).isEqualTo(Choice.DUE);
  }

  /** 100 MiB, or a tenth of the quota. */
  @ParameterizedTest
  @CsvSource({"100, 2048, LEAVE", "101, 2048, DUE", "50, 500, LEAVE", "51, 500, DUE"})
  void moreThanTheThresholdIsWorthIt(long freeMib, long quotaMib, Choice choice) {
    member.size = (freeMib + 1) * ClusterFixture.MIB;
    member.inUse = 1 * ClusterFixture.MIB;
    member.quota = Optional.of(new Quota(quotaMib * ClusterFixture.MIB, Quota.Source.METRICS));

    assertThat(choice(Optional.empty()).choice()).isEqualTo(choice);
  }

  @Test
  void disabledQuotaMakesNothingWorthIt() {
    member.size = 100 * ClusterFixture.MIB;
    member.inUse = 1 * ClusterFixture.MIB;
    member.quota = Optional.of(new Quota(-1, Quota.Source.METRICS));

    assertThat(choice(Optional.empty()).choice()).isEqualTo(Choice.LEAVE);
  }

  @Test
  void learnerIsLeftAlone() {
    member.learner = true;

    assertThat(choice(Optional.empty()).choice()).isEqualTo(Choice.LEAVE);
  }

  @Test
  void ofAMemberThatDoesNotAnswerNothingIsKnown() {
    member.answers = false;

    assertThat(choice(Optional.empty()).choice()).isEqualTo(Choice.UNKNOWN);
  }

  @Test
  void coolDownCountsFromTheEndOfTheLastRun() {
    assertThat(choice(ended(Duration.ofHours(11))).choice()).isEqualTo(Choice.LEAVE);
    assertThat(choice(ended(Duration.ofHours(11))).why())
        .isEqualTo("defragmented 11 h ago; the cool-down is 12 h");
    assertThat(choice(ended(Duration.ofHours(12))).choice()).isEqualTo(Choice.DUE);
  }

  @Test
  void clockThatWasSetBackDoesNotBringADefragmentationTwice() {
    assertThat(choice(ended(Duration.ofHours(-1))).choice()).isEqualTo(Choice.LEAVE);
  }

  @Test
  void runFarInTheFutureDoesNotKeepFromItForEver() {
    assertThat(choice(ended(Duration.ofDays(-400))).choice()).isEqualTo(Choice.DUE);
  }

  @Property
  void whatIsDueIsMostlyFreeAndWorthIt(
      @ForAll @LongRange(min = 0, max = 20L << 30) long size,
      @ForAll @LongRange(min = 0, max = 20L << 30) long inUse,
      @ForAll @LongRange(min = 1, max = 16L << 30) long quota) {
    Member any = new Member(1);
    any.size = size;
    any.inUse = Math.min(size, inUse);
    any.quota = Optional.of(new Quota(quota, Quota.Source.STATUS));

    boolean due = POLICY.choose(any.sample(), Optional.empty(), NOW).choice() == Choice.DUE;

    long free = size - any.inUse;
    boolean wanted = 2 * free > size && (free > 100 * ClusterFixture.MIB || 10 * free > quota);
    assertThat(due).isEqualTo(wanted);
  }

  @Property
  void moreFreePagesNeverMakeItLessDue(
      @ForAll @LongRange(min = 1, max = 8L << 30) long size,
      @ForAll @LongRange(min = 0, max = 8L << 30) long inUse,
      @ForAll @LongRange(min = 0, max = 8L << 30) long less) {
    Member full = new Member(1);
    full.size = size;
    full.inUse = Math.min(size, inUse);
    Member empty = new Member(1);
    empty.size = size;
    empty.inUse = Math.min(full.inUse, less);

    if (POLICY.choose(full.sample(), Optional.empty(), NOW).choice() == Choice.DUE) {
      assertThat(POLICY.choose(empty.sample(), Optional.empty(), NOW).choice())
          .isEqualTo(Choice.DUE);
    }
  }
}
