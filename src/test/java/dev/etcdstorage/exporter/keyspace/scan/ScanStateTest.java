package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScanStateTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(15);

  private static ScanState scanned(Duration took) {
    return ScanState.initial()
        .with(
            Optional.of(
                new ScanResult(
                    NOON,
                    took,
                    7,
                    1,
                    100,
                    true,
                    true,
                    Map.of(),
                    OptionalLong.of(40_960),
                    OptionalLong.of(4_096))));
  }

  private static boolean fresh(ScanState state, Duration later) {
    return state.sample(NOON.plus(later), INTERVAL).fresh();
  }

  @Test
  void resultIsFreshForTwoIntervalsAndAsLongAsAnotherTakes() {
    ScanState state = scanned(Duration.ofMinutes(4));

    assertThat(fresh(state, Duration.ofMinutes(34).minusSeconds(1))).isTrue();
    assertThat(fresh(state, Duration.ofMinutes(34))).isFalse();
    assertThat(fresh(ScanState.initial(), Duration.ZERO)).isFalse();
  }

  @Test
  void refusalCountsOnceHoweverOftenItIsAsked() {
    ScanState refused = ScanState.initial().refused().refused();
    assertThat(refused.sample(NOON, INTERVAL).part().off()).contains(StopReason.REFUSED);
    assertThat(refused.part().stops()).containsEntry(StopReason.REFUSED, 1L);

    ScanState again = refused.working(false, false).refused();
    assertThat(again.part().stops()).containsEntry(StopReason.REFUSED, 2L);
    assertThat(again.working(true, true).sample(NOON, INTERVAL).part().off()).isEmpty();
  }

  @Test
  void coolDownShowsItsReasonUntilItIsOver() {
    ScanState off =
        ScanState.initial().switchedOff(StopReason.LATENCY, NOON.plus(Duration.ofMinutes(15)));

    assertThat(off.sample(NOON, INTERVAL).part().off()).contains(StopReason.LATENCY);
    assertThat(off.offFor(NOON.plus(Duration.ofMinutes(5)))).isEqualTo(Duration.ofMinutes(10));
    assertThat(off.sample(NOON.plus(Duration.ofMinutes(15)), INTERVAL).part().off()).isEmpty();
  }

  @Test
  void refusalCountsAgainAfterACoolDown() {
    ScanState off = ScanState.initial().switchedOff(StopReason.REFUSED, NOON);

    ScanState refused = off.refused();

    assertThat(refused.part().stops()).containsEntry(StopReason.REFUSED, 2L);
    assertThat(refused.offFor(NOON)).isEqualTo(Duration.ZERO);
  }
}
