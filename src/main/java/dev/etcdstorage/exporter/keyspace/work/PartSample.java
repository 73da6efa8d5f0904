package dev.etcdstorage.exporter.keyspace.work;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of one part.
 *
 * @param working the watch is established, or the scan has its turn at this exporter
 * @param off why it is switched off now
 * @param stops how often it was switched off, each reason from 0
 */
public record PartSample(boolean working, Optional<StopReason> off, Map<StopReason, Long> stops) {
  public PartSample {
    stops = Map.copyOf(stops);
  }

  /**
   * A part that has not begun.
   *
   * @param reasons that may switch it off
   */
  public static PartSample idle(Set<StopReason> reasons) {
    Map<StopReason, Long> stops = new EnumMap<>(StopReason.class);
    reasons.forEach(reason -> stops.put(reason, 0L));
    return new PartSample(false, Optional.empty(), stops);
  }

  public PartSample working(boolean now) {
    return new PartSample(now, off, stops);
  }

  public PartSample switchedOn() {
    return new PartSample(working, Optional.empty(), stops);
  }

  public PartSample switchedOff(StopReason reason) {
    Map<StopReason, Long> more = new EnumMap<>(stops);
    more.merge(reason, 1L, Long::sum);
    return new PartSample(working, Optional.of(reason), more);
  }

  /** etcd refuses this user; counts once, however often it is tried in a row. */
  public PartSample refused() {
    return off.equals(Optional.of(StopReason.REFUSED)) ? this : switchedOff(StopReason.REFUSED);
  }
}
