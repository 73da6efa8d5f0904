package dev.etcdstorage.exporter.keyspace.work;

import java.util.Map;
import java.util.Optional;

/**
 * How one part does.
 *
 * @param working the watch is established, or the scan has its turn at this exporter
 * @param off why it is switched off just now, because it harmed
 * @param stops how often it switched itself off, each reason from 0
 */
public record PartSample(boolean working, Optional<StopReason> off, Map<StopReason, Long> stops) {
  public PartSample {
    stops = Map.copyOf(stops);
  }
}
