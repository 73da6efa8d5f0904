package dev.etcdstorage.exporter.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a page says besides the clusters.
 *
 * @param version of the exporter
 * @param now when it is made
 * @param refresh how often a browser asks for it again; zero for never
 * @param paths to link to, in this order
 */
public record PageFrame(String version, Instant now, Duration refresh, List<String> paths) {
  static final String PROGRAM = "etcd-storage-exporter";

  private static final Duration SHORTEST = Duration.ofSeconds(30);

  /** How often to refresh where members may take this long: twice that, and not all the time. */
  public static Duration refreshFor(Duration timeout) {
    Duration twice = timeout.multipliedBy(2);
    return twice.compareTo(SHORTEST) > 0 ? twice : SHORTEST;
  }
}
