package dev.etcdstorage.exporter.sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All watched members of a cluster at one scrape.
 *
 * @param cluster the name in the configuration, if it has one
 * @param took how long the members had to be waited for
 */
public record ClusterSample(Optional<String> cluster, List<MemberSample> members, Duration took) {
  public ClusterSample {
    members = List.copyOf(members);
  }
}
