package dev.etcdstorage.exporter.keyspace.scan;

import static dev.etcdstorage.exporter.keyspace.scan.ScriptedMember.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.keyspace.scan.MemberHealth.Advice;
import dev.etcdstorage.exporter.keyspace.scan.MemberHealth.GiveUp;
import dev.etcdstorage.exporter.keyspace.scan.MemberHealth.GoOn;
import dev.etcdstorage.exporter.keyspace.scan.MemberHealth.Wait;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberHealthTest {
  private static final long LEADER = 0xa1;

  private final MemberHealth health = new MemberHealth(ScanTiming.DEFAULT);
  private Instant now = Instant.EPOCH;

  private Advice look(long committed, long applied) {
    now = now.plusSeconds(1);
    return health.looked(status(LEADER, committed, applied), now);
  }

  @Test
  void busyMemberIsScannedHoweverLong() {
    // Given a thousand writes in flight at each look, of which all are applied by the next
    for (long committed = 10_000; committed < 10_000_000; committed += 5_000) {
      assertThat(look(committed, committed - 1_000)).isEqualTo(new GoOn());
    }
  }

  @Test
  void fewLooksAtALagAreNoSign() {
    assertThat(look(1_000, 500)).isEqualTo(new GoOn());
    assertThat(look(1_100, 600)).isEqualTo(new GoOn());
    assertThat(look(1_200, 700)).isEqualTo(new GoOn());
    assertThat(look(1_300, 1_250)).isEqualTo(new GoOn());
    assertThat(look(1_400, 1_000)).isEqualTo(new GoOn());
  }

  @Test
  void waitsWhereTheMemberDoesNotCatchUp() {
    // Given
    look(1_000, 500);
    look(1_100, 600);
    look(1_200, 700);

    // Then
    assertThat(look(1_300, 800)).isEqualTo(new Wait(Duration.ofSeconds(1)));
    assertThat(look(1_400, 900)).isEqualTo(new Wait(Duration.ofSeconds(2)));
    assertThat(look(1_500, 1_450)).isEqualTo(new GoOn());
  }

  @Test
  void waitsAtOnceWhereTheLagIsHigh() {
    assertThat(look(5_000, 3_999)).isEqualTo(new Wait(Duration.ofSeconds(1)));
    assertThat(look(5_000, 4_001)).isEqualTo(new GoOn());
  }

  @Test
  void waitsLongerEachTimeAndAfreshNextTime() {
    // Given
    List<Advice> advice = new ArrayList<>();

    // When
    for (int i = 0; i < 6; i++) {
      advice.add(health.looked(status(0, 10, 10), now));
    }

    // Then
    assertThat(advice)
        .extracting(each -> ((Wait) each).rest().toSeconds())
        .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    assertThat(look(10, 10)).isEqualTo(new GoOn());
    assertThat(health.silent(now)).isEqualTo(new Wait(Duration.ofSeconds(1)));
  }

  @Test
  void givesUpAfterFiveMinutes() {
    assertThat(health.silent(now)).isInstanceOf(Wait.class);
    assertThat(health.silent(now.plusSeconds(300))).isInstanceOf(Wait.class);
    assertThat(health.silent(now.plusSeconds(301)))
        .isEqualTo(new GiveUp(new ScanEnd.Failed(ScanEnd.PAUSED, "no answer from Status")));
  }

  @Test
  void endsAtTheSixthPauseForALag() {
    for (int i = 0; i < 5; i++) {
      assertThat(look(5_000, 10)).isInstanceOf(Wait.class);
      assertThat(look(5_000, 10)).isInstanceOf(Wait.class);
      assertThat(look(5_000, 5_000)).isEqualTo(new GoOn());
    }

    assertThat(look(5_000, 10))
        .isInstanceOfSatisfying(
            GiveUp.class,
            giveUp ->
                assertThat(giveUp.how())
                    .isEqualTo(
                        new ScanEnd.Harmed(
                            StopReason.APPLY_LAG, "the member is behind in applying entries")));
  }

  /** ADR 8: a change of one of them is a decision, with a measurement. */
  @Test
  void scanWaitsAndStopsByTheNumbersThatWereDecided() {
    assertThat(MemberHealth.SOME_LAG).isEqualTo(100);
    assertThat(MemberHealth.HIGH_LAG).isEqualTo(1_000);
    assertThat(MemberHealth.IN_A_ROW).isEqualTo(3);
    assertThat(MemberHealth.MOST_LAG_PAUSES).isEqualTo(5);
    assertThat(SlowWatchers.EVERY).isEqualTo(Duration.ofMinutes(1));
    assertThat(SlowWatchers.IN_A_ROW).isEqualTo(3);
    assertThat(LiveByPrefix.AT_ONCE).isEqualTo(4_096);
    assertThat(ScanTiming.DEFAULT)
        .isEqualTo(
            new ScanTiming(
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(15)));
  }
}
