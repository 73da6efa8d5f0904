package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What scrapes see, changed as a whole.
 *
 * @param off why it is off
 * @param offUntil when it may work again
 * @param refused nobody answers that could be scanned, and one refuses; it is tried again
 */
record ScanState(
    boolean turn,
    boolean underWay,
    Optional<StopReason> off,
    Instant offUntil,
    boolean refused,
    Map<StopReason, Long> stops,
    Optional<ScanResult> last,
    Map<String, Long> failures) {
  static ScanState initial() {
    Map<StopReason, Long> stops = new EnumMap<>(StopReason.class);
    stops.put(StopReason.LATENCY, 0L);
    stops.put(StopReason.APPLY_LAG, 0L);
    stops.put(StopReason.SLOW_WATCHERS, 0L);
    stops.put(StopReason.REFUSED, 0L);
    Map<String, Long> failures = new TreeMap<>();
    ScanEnd.reasons().forEach(reason -> failures.put(reason, 0L));
    return new ScanState(
        false, false, Optional.empty(), Instant.MIN, false, stops, Optional.empty(), failures);
  }

  /** A member was found, or it is another exporter's turn. */
  ScanState working(boolean isTurn, boolean nowUnderWay) {
    return new ScanState(isTurn, nowUnderWay, off, offUntil, false, stops, last, failures);
  }

  /** Nobody was found; one that refuses counts once, however often it is asked. */
  ScanState nobody(boolean oneRefuses) {
    Map<StopReason, Long> counted = oneRefuses && !refused ? oneMore(StopReason.REFUSED) : stops;
    return new ScanState(false, false, off, offUntil, oneRefuses, counted, last, failures);
  }

  ScanState with(Optional<ScanResult> result) {
    return new ScanState(turn, underWay, off, offUntil, refused, stops, result, failures);
  }

  ScanState failed(String reason) {
    Map<String, Long> more = new TreeMap<>(failures);
    more.merge(reason, 1L, Long::sum);
    return new ScanState(turn, underWay, off, offUntil, refused, stops, last, more);
  }

  ScanState switchedOff(StopReason reason, Instant until) {
    return new ScanState(
        turn, underWay, Optional.of(reason), until, false, oneMore(reason), last, failures);
  }

  private Map<StopReason, Long> oneMore(StopReason reason) {
    Map<StopReason, Long> more = new EnumMap<>(stops);
    more.merge(reason, 1L, Long::sum);
    return more;
  }

  boolean isOff(Instant now) {
    return now.isBefore(offUntil);
  }

  /** How long it stays off. */
  Duration offFor(Instant now) {
    return isOff(now) ? Duration.between(now, offUntil) : Duration.ZERO;
  }

  private Optional<StopReason> shownOff(Instant now) {
    if (isOff(now)) {
      return off;
    }
    return refused ? Optional.of(StopReason.REFUSED) : Optional.empty();
  }

  ScanSample sample(Instant now, Duration interval) {
    boolean fresh =
        last.map(
                result ->
                    now.isBefore(result.ended().plus(interval.multipliedBy(2)).plus(result.took())))
            .orElse(false);
    return new ScanSample(
        new PartSample(turn, shownOff(now), stops), last, fresh, underWay, failures);
  }
}
