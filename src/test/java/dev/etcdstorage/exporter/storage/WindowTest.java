package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etcdstorage.exporter.storage.Growth.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes of the rules' tests, seen once a minute. */
class WindowTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MIB = 1L << 20;
  private static final long QUOTA = 8192 * MIB;

  /** A look a minute, from the first to this one. */
  static List<Look> looks(int minutes, IntToLongFunction size, IntToLongFunction inUse) {
    return IntStream.rangeClosed(0, minutes)
        .mapToObj(
            minute ->
                new Look(
                    START.plus(Duration.ofMinutes(minute)),
                    new DbSpace(size.applyAsLong(minute), inUse.applyAsLong(minute))))
        .toList();
  }

  private static OptionalDouble secondsToFull(Window window, List<Look> looks) {
    return window.pace(looks).secondsToFull(looks.get(looks.size() - 1).space(), QUOTA);
  }

  @Test
  void steadyGrowthIsSeenAtItsPace() {
    // Given a file that grows by 10 MiB a minute with all that is in it, for two hours
    List<Look> looks = looks(120, m -> (4096 + 10L * m) * MIB, m -> (4096 + 10L * m) * MIB);

    for (Window window : Window.values()) {
      assertThat(window.pace(looks).size().orElseThrow()).isCloseTo(MIB / 6.0, within(1.0));
      assertThat(window.pace(looks).inUse().orElseThrow()).isCloseTo(MIB / 6.0, within(1.0));
      // 8192 - 5296 = 2896 MiB are left
      assertThat(secondsToFull(window, looks).orElseThrow()).isCloseTo(17_376, within(1.0));
    }
  }

  @Test
  void windowThatWasNotSeenSaysNothing() {
    IntToLongFunction grows = m -> (4096 + 10L * m) * MIB;

    assertThat(Window.SHORT.pace(List.of())).isEqualTo(Pace.UNKNOWN);
    assertThat(Window.SHORT.pace(looks(3, grows, grows))).isEqualTo(Pace.UNKNOWN);
    assertThat(Window.SHORT.pace(looks(4, grows, grows)).size()).isPresent();
    assertThat(Window.SHORT.pace(looks(5, grows, grows)).inUse()).isEmpty();
    assertThat(Window.LONG.pace(looks(23, grows, grows))).isEqualTo(Pace.UNKNOWN);
    assertThat(Window.LONG.pace(looks(24, grows, grows)).size()).isPresent();
    assertThat(Window.LONG.pace(looks(95, grows, grows)).inUse()).isEmpty();
    assertThat(Window.LONG.pace(looks(96, grows, grows)).inUse()).isPresent();
  }

  /** At every minute: the pages in use rise by 60 MiB, and every fifth minute all of it is gone. */
  @Test
  void sawtoothOfFiveMinutesIsNeverNearFull() {
    for (int minutes = 8; minutes < 60; minutes++) {
      List<Look> looks = looks(minutes, m -> 5000 * MIB, m -> (4500 + 60L * (m % 5)) * MIB);

      // The teeth alone would fill it within the hour: 60 MiB a minute, 3.6 GiB left.
      OptionalDouble seconds = secondsToFull(Window.SHORT, looks);
      assertThat(seconds.orElse(Double.MAX_VALUE)).as("after %d min", minutes).isGreaterThan(7200);
    }
  }

  @Test
  void sawtoothThatHasOnlyBegunIsNoGrowth() {
    // Given five minutes between two compactions
    List<Look> looks = looks(5, m -> 5000 * MIB, m -> (4500 + 60L * m) * MIB);

    assertThat(secondsToFull(Window.SHORT, looks)).isEmpty();
  }

  @Test
  void refillOfFreePagesIsSeenWhileTheFileStandsStill() {
    // Given 6 GiB of file with 0.2 GiB in use, refilled at 100 MiB a minute
    List<Look> looks = looks(10, m -> 6144 * MIB, m -> (200 + 100L * m) * MIB);

    assertThat(Window.SHORT.pace(looks).size()).hasValue(0);
    assertThat(secondsToFull(Window.SHORT, looks).orElseThrow())
        .isCloseTo((8192 - 1200) / 100.0 * 60, within(1.0));
  }

  @Test
  void refillRightAfterALargeCompactionIsSeen() {
    // Given a compaction that freed 5 GiB, and a refill since then
    List<Look> looks =
        looks(17, m -> 6144 * MIB, m -> m < 10 ? 5500 * MIB : (500 + 100L * (m - 10)) * MIB);

    // Then ten minutes still see a fall, and what has risen for seven counts
    assertThat(secondsToFull(Window.SHORT, looks).orElseThrow())
        .isCloseTo((8192 - 1200) / 100.0 * 60, within(1.0));
  }

  @Test
  void riseWithAFallInItIsNoRise() {
    // Given two compactions in quick succession, and five minutes of growth since then
    long[] inUse = {2000, 2000, 2000, 700, 500, 600, 700, 800, 900, 1000};
    List<Look> looks = looks(9, m -> 6144 * MIB, m -> inUse[m] * MIB);

    assertThat(secondsToFull(Window.SHORT, looks)).isEmpty();
  }

  @Test
  void pagesInUseThatBecomeFewerAreSilent() {
    List<Look> looks = looks(120, m -> 6000 * MIB, m -> (5000 - 10L * m) * MIB);

    for (Window window : Window.values()) {
      assertThat(window.pace(looks).inUse().orElseThrow()).isNegative();
      assertThat(secondsToFull(window, looks)).isEmpty();
    }
  }

  /** A file filled within minutes, compacted and defragmented. */
  @Test
  void afterARecoveryThePaceIsUnknownUntilEnoughWasSeenAnew() {
    // Given what fills in two hours and is recovered then, and then stands still
    IntToLongFunction bytes = m -> m < 120 ? (60L * m + 500) * MIB : 600 * MIB;

    for (int minutes = 121; minutes < 124; minutes++) {
      assertThat(Window.SHORT.pace(looks(minutes, bytes, bytes))).isEqualTo(Pace.UNKNOWN);
    }
    for (int minutes = 121; minutes < 144; minutes++) {
      assertThat(Window.LONG.pace(looks(minutes, bytes, bytes))).isEqualTo(Pace.UNKNOWN);
    }
    for (int minutes = 121; minutes < 300; minutes++) {
      for (Window window : Window.values()) {
        assertThat(secondsToFull(window, looks(minutes, bytes, bytes))).isEmpty();
      }
    }
    assertThat(Window.SHORT.pace(looks(128, bytes, bytes)).inUse()).hasValue(0);
    assertThat(Window.LONG.pace(looks(216, bytes, bytes)).inUse()).hasValue(0);
  }

  /** The file keeps its size, which it had reached within eight minutes. */
  @Test
  void afterALargeCompactionThePaceOfTheFileIsUnknownToo() {
    IntToLongFunction size = m -> (200 + 750L * Math.max(0, Math.min(m - 60L, 8))) * MIB;
    IntToLongFunction inUse = m -> m < 69 ? size.applyAsLong(m) : 300 * MIB;

    assertThat(secondsToFull(Window.SHORT, looks(68, size, inUse))).isPresent();
    for (int minutes = 69; minutes < 300; minutes++) {
      for (Window window : Window.values()) {
        assertThat(secondsToFull(window, looks(minutes, size, inUse)))
            .as("%s after %d min", window, minutes)
            .isEmpty();
      }
    }
  }

  /** Small live data, much churn: three quarters go with each compaction. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6})
  void deepTeethDoNotEndTheWindow(int cycle) {
    for (int minutes = 2 * cycle + 11; minutes < 60; minutes++) {
      List<Look> looks =
          looks(minutes, m -> 2048 * MIB, m -> (500 + 1500L * (m % cycle) / cycle) * MIB);

      assertThat(Window.SHORT.pace(looks).inUse()).as("after %d min", minutes).isPresent();
    }
  }

  @Test
  void hourlyTeethDoNotEndTheLongWindow() {
    for (int minutes = 300; minutes < 420; minutes++) {
      List<Look> looks = looks(minutes, m -> 4096 * MIB, m -> (500 + 40L * (m % 60)) * MIB);

      assertThat(Window.LONG.pace(looks).inUse()).as("after %d min", minutes).isPresent();
      assertThat(secondsToFull(Window.LONG, looks).orElse(Double.MAX_VALUE)).isGreaterThan(14_400);
    }
  }

  /** What rises below the teeth, seen all the time. */
  @Test
  void riseUnderDeepTeethIsSeen() {
    for (int minutes = 130; minutes < 190; minutes++) {
      List<Look> looks =
          looks(minutes, m -> (1500 + 20L * m) * MIB, m -> (300 + 20L * m + 300L * (m % 5)) * MIB);

      assertThat(secondsToFull(Window.LONG, looks).orElse(Double.MAX_VALUE))
          .as("after %d min", minutes)
          .isLessThan(22_000);
    }
  }

  /** One large compaction among the usual small ones. */
  @Test
  void largeCompactionAmongSmallTeethEndsTheWindow() {
    IntToLongFunction inUse =
        m -> m < 100 ? (1000 + 50L * m + 100L * (m % 5)) * MIB : (800 + 100L * (m % 5)) * MIB;
    List<Look> looks = looks(101, m -> 6200 * MIB, inUse);

    assertThat(Window.SHORT.pace(looks)).isEqualTo(Pace.UNKNOWN);
    assertThat(Window.LONG.pace(looks)).isEqualTo(Pace.UNKNOWN);
  }

  @Test
  void growthThatEndedFallsSilent() {
    List<Look> looks =
        looks(
            40,
            m -> (4096 + 10L * Math.min(m, 29)) * MIB,
            m -> (4096 + 10L * Math.min(m, 29)) * MIB);

    assertThat(secondsToFull(Window.SHORT, looks)).isEmpty();
    assertThat(secondsToFull(Window.LONG, looks)).isPresent();
  }

  @Test
  void fullFileIsFullNowAndDisabledQuotaIsNeverReached() {
    List<Look> looks = looks(10, m -> (8190 + m) * MIB, m -> (8190 + m) * MIB);
    Pace pace = Window.SHORT.pace(looks);
    DbSpace now = looks.get(10).space();

    assertThat(pace.secondsToFull(now, QUOTA)).hasValue(0);
    assertThat(pace.secondsToFull(now, -1)).isEmpty();
    assertThat(pace.secondsToFull(now, 0)).isEmpty();
  }

  @Test
  void looksMissingInBetweenDoNotChangeThePace() {
    List<Look> all = looks(10, m -> (4096 + 10L * m) * MIB, m -> 4000 * MIB);
    List<Look> some = List.of(all.get(5), all.get(6), all.get(10));

    assertThat(Window.SHORT.pace(some).size().orElseThrow()).isCloseTo(MIB / 6.0, within(1.0));
  }

  /** By one look, after a compaction: a third of the pages in use is no tooth. */
  @ParameterizedTest
  @CsvSource({
    "400, 300, 400, 200, false",
    "400, 300, 400, 199, true",
    "400, 300, 400, 300, false",
    "400, 300, 399, 300, true",
    "400, 300, 401, 310, false"
  })
  void fallIsLargeWhereTheFileIsSmallerOrAThirdIsNotInUseAnyMore(
      long size, long inUse, long newSize, long newInUse, boolean large) {
    assertThat(LargeFall.between(new DbSpace(size, inUse), new DbSpace(newSize, newInUse)))
        .isEqualTo(large);
  }
}
