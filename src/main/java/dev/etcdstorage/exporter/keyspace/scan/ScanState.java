package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What scrapes see; replaced as a whole.
 *
 * @param progress of the scan that is under way
 * @param offUntil the end of the present cool-down or of the one before; until then its reason is
 *     shown
 */
record ScanState(
    PartSample part,
    Optional<Instant> offUntil,
    boolean underWay,
    Optional<ScanProgress> progress,
    Optional<ScanResult> last,
    Map<String, Long> failures) {
  static ScanState initial() {
    Map<String, Long> failures = new TreeMap<>();
    ScanEnd.reasons().forEach(reason -> failures.put(reason, 0L));
    PartSample part = PartSample.idle(EnumSet.complementOf(EnumSet.of(StopReason.BEHIND)));
    return new ScanState(
        part, Optional.empty(), false, Optional.empty(), Optional.empty(), failures);
  }

  /** A member was found, or it is another exporter's turn. */
  ScanState working(boolean isTurn, boolean nowUnderWay) {
    return on(part.switchedOn().working(isTurn), nowUnderWay);
  }

  /** No member was found, and one refuses; it is tried again. */
  ScanState refused() {
    PartSample before = offUntil.isPresent() ? part.switchedOn() : part;
    return on(before.refused().working(false), false);
  }

  private ScanState on(PartSample now, boolean nowUnderWay) {
    return new ScanState(now, Optional.empty(), nowUnderWay, Optional.empty(), last, failures);
  }

  ScanState switchedOff(StopReason reason, Instant until) {
    return new ScanState(
        part.switchedOff(reason), Optional.of(until), underWay, progress, last, failures);
  }

  ScanState reading(ScanProgress now) {
    return new ScanState(part, offUntil, underWay, Optional.of(now), last, failures);
  }

  ScanState with(Optional<ScanResult> result) {
    return new ScanState(part, offUntil, underWay, progress, result, failures);
  }

  ScanState failed(String reason) {
    Map<String, Long> more = new TreeMap<>(failures);
    more.merge(reason, 1L, Long::sum);
    return new ScanState(part, offUntil, underWay, progress, last, more);
  }

  /** Size of a key with its value and its history, by the count of the last scan. */
  OptionalLong storedBytes(MemberStatus status) {
    long keys = last.map(ScanResult::total).map(Live::keys).orElse(0L);
    return keys == 0 ? OptionalLong.empty() : OptionalLong.of(status.dbInUseBytes() / keys);
  }

  /** How long it stays off. */
  Duration offFor(Instant now) {
    return offUntil
        .filter(now::isBefore)
        .map(until -> Duration.between(now, until))
        .orElse(Duration.ZERO);
  }

  ScanSample sample(Instant now, Duration interval) {
    boolean over = offUntil.isPresent() && offFor(now).isZero();
    return new ScanSample(
        over ? part.switchedOn() : part,
        last,
        last.filter(result -> result.isFresh(now, interval)).isPresent(),
        underWay,
        progress.filter(far -> far.keys() > 0),
        failures);
  }
}
