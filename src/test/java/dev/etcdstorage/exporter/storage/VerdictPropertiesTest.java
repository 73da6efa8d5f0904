package dev.etcdstorage.exporter.storage;

import static dev.etcdstorage.exporter.storage.Verdict.COMPACT;
import static dev.etcdstorage.exporter.storage.Verdict.DEFRAG;
import static dev.etcdstorage.exporter.storage.Verdict.FREE_DATA;
import static dev.etcdstorage.exporter.storage.Verdict.NONE;
import static dev.etcdstorage.exporter.storage.Verdict.RAISE_QUOTA;
import static dev.etcdstorage.exporter.storage.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What holds of every file, under every quota and all thresholds. */
class VerdictPropertiesTest {
  private static final long LARGEST = 20L << 30;

  /** A file by its parts; a quota of 0 is disabled. */
  record File(long live, long history, long free, long quota, Thresholds thresholds) {
    Verdict verdict() {
      return verdict(OptionalLong.of(live));
    }

    Verdict withoutScan() {
      return verdict(OptionalLong.empty());
    }

    private Verdict verdict(OptionalLong scanned) {
      return Verdict.of(
          new DbSpace(live + history + free, live + history),
          OptionalLong.of(quota),
          scanned,
          thresholds);
    }

    boolean near(long bytes) {
      return quota > 0 && bytes > thresholds.quotaUsage() * quota;
    }

    boolean worth(long bytes) {
      return bytes > thresholds.worthBytes()
          || (quota > 0 && bytes > thresholds.worthQuotaRatio() * quota);
    }

    File plus(long moreHistory, long moreFree) {
      return new File(live, history + moreHistory, free + moreFree, quota, thresholds);
    }
  }

  @Provide
  Arbitrary<File> files() {
    Arbitrary<Long> bytes =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 300L << 20), Arbitraries.longs().between(0, LARGEST));
    Arbitrary<Long> quotas =
        Arbitraries.oneOf(
            Arbitraries.of(0L, -1L, 2L << 30, 8L << 30),
            Arbitraries.longs().between(1L << 20, LARGEST));
    return Combinators.combine(bytes, bytes, bytes, quotas, thresholds()).as(File::new);
  }

  private static Arbitrary<Thresholds> thresholds() {
    return Arbitraries.oneOf(
        Arbitraries.just(Thresholds.DEFAULT),
        Combinators.combine(
                Arbitraries.doubles().between(0.01, 0.99),
                Arbitraries.doubles().between(0.1, 1),
                Arbitraries.longs().between(0, 1L << 30),
                Arbitraries.doubles().between(0.01, 1),
                Arbitraries.doubles().between(0, 5),
                Arbitraries.longs().between(1L << 30, LARGEST))
            .as(Thresholds::new));
  }

  @Property
  void withAScanItIsNeverUnknown(@ForAll("files") File file) {
    assertThat(file.verdict()).isNotEqualTo(UNKNOWN);
  }

  @Property
  void withoutAScanItSaysOnlyWhatSizesTell(@ForAll("files") File file) {
    assertThat(file.withoutScan()).isIn(NONE, DEFRAG, UNKNOWN);
  }

  @Property
  void moreHistoryNeverTurnsCompactIntoAnythingElse(
      @ForAll("files") File file, @ForAll @LongRange(max = LARGEST) long more) {
    if (file.verdict() == COMPACT) {
      assertThat(file.plus(more, 0).verdict()).isEqualTo(COMPACT);
    }
  }

  @Property
  void moreFreePagesNeverTurnDefragIntoAnythingElse(
      @ForAll("files") File file, @ForAll @LongRange(max = LARGEST) long more) {
    if (file.verdict() == DEFRAG) {
      assertThat(file.plus(0, more).verdict()).isEqualTo(DEFRAG);
    }
  }

  @Property
  void moreOfWhatCanGoNeverTurnsCompactIntoNone(
      @ForAll("files") File file,
      @ForAll @LongRange(max = LARGEST) long history,
      @ForAll @LongRange(max = LARGEST) long free) {
    if (file.verdict() == COMPACT) {
      assertThat(file.plus(history, free).verdict()).isNotEqualTo(NONE);
    }
  }

  @Property
  void compactionAndDefragAreAdvisedOnlyWhereTheyGiveBackWhatIsWorthIt(@ForAll("files") File file) {
    switch (file.verdict()) {
      case COMPACT -> assertThat(file.worth(file.history)).isTrue();
      case DEFRAG -> assertThat(file.worth(file.free)).isTrue();
      default -> {}
    }
  }

  @Property
  void nearTheQuotaThereIsAlwaysAnAdvice(@ForAll("files") File file) {
    if (file.near(file.live + file.history + file.free)) {
      assertThat(file.verdict()).isNotEqualTo(NONE);
    }
  }

  @Property
  void liveDataNearTheQuotaAsksForMoreQuotaOrLessDataAndNothingElseHelps(
      @ForAll("files") File file) {
    if (file.near(file.live)) {
      assertThat(file.verdict())
          .isEqualTo(file.quota < file.thresholds.quotaCeilingBytes() ? RAISE_QUOTA : FREE_DATA);
    }
  }

  @Property
  void quotaIsRaisedOnlyBelowTheCeiling(@ForAll("files") File file) {
    if (file.verdict() == RAISE_QUOTA) {
      assertThat(file.quota).isLessThan(file.thresholds.quotaCeilingBytes());
    }
    if (file.quota <= 0) {
      assertThat(EnumSet.of(RAISE_QUOTA, FREE_DATA)).doesNotContain(file.verdict());
    }
  }

  /** Doing what it says, and asking again, comes to an end in three steps. */
  @Property
  void followingTheAdviceEnds(@ForAll("files") File file) {
    File now = file;
    for (int step = 0; step < 3; step++) {
      now =
          switch (now.verdict()) {
            case COMPACT ->
                new File(now.live, 0, now.free + now.history, now.quota, now.thresholds);
            case DEFRAG -> new File(now.live, now.history, 0, now.quota, now.thresholds);
            default -> now;
          };
    }
    assertThat(now.verdict()).isNotIn(COMPACT, DEFRAG, UNKNOWN);
  }
}
