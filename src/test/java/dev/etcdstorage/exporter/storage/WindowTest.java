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

/** The shapes of the rules' tests, seen once a minute. */
class WindowTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MIB = 1L << 20;
  private static final long QUOTA = 8192 * MIB;

  /** A look a minute, from the first to this one. */
  private static List<Look> looks(int minutes, IntToLongFunction size, IntToLongFunction inUse) {
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
    // Given two compactions in quick succession, and six minutes of growth since then
    long[] inUse = {2000, 2000, 2000, 700, 500, 600, 700, 800, 900, 1000, 1100};
    List<Look> looks = looks(10, m -> 6144 * MIB, m -> inUse[m] * MIB);

    assertThat(secondsToFull(Window.SHORT, looks)).isEmpty();
  }

  @Test
  void fallingFileIsSilent() {
    List<Look> looks = looks(120, m -> (6000 - 10L * m) * MIB, m -> (5000 - 10L * m) * MIB);

    for (Window window : Window.values()) {
      assertThat(window.pace(looks).size().orElseThrow()).isNegative();
      assertThat(secondsToFull(window, looks)).isEmpty();
    }
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
}
