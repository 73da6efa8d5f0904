package dev.etcdstorage.exporter.sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All watched members of a cluster at one scrape.
 *
 * @param cluster the name in the configuration, if it has one
 * @param unwatched listed members that were not asked: not configured, never started, or without a
 *     usable client URL; by name, or by id in hexadecimal where they have none
 * @param took how long the members had to be waited for
 */
public record ClusterSample(
    Optional<String> cluster, List<MemberSample> members, List<String> unwatched, Duration took) {
  public ClusterSample {
    members = List.copyOf(members);
    unwatched = List.copyOf(unwatched);
  }
}
