package dev.etcdstorage.exporter.demo;

import java.time.Duration;

/**
 * How a cluster lives.
 *
 * @param podUpdates a second, of a quiet cluster
 * @param events a second, of a quiet cluster
 * @param eventsLive how long an event is kept
 * @param nodeLease how often each node renews its lease
 * @param compaction how often everything before the last such moment is compacted
 * @param storm how often a restart storm begins
 * @param storms how long it takes
 * @param stormUpdates how many states a second are written meanwhile
 */
public record LoadPace(
    double podUpdates,
    double events,
    Duration eventsLive,
    Duration nodeLease,
    Duration compaction,
    Duration storm,
    Duration storms,
    double stormUpdates) {
  /** A small cluster, in which there is something to see within two minutes. */
  public static final LoadPace QUIET =
      new LoadPace(
          4,
          2,
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10),
          20);
}
