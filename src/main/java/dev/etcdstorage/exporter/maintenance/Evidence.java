package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.sample.ClusterSample;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that the guards look at, gathered at one moment.
 *
 * @param pages etcd's metrics pages, where they could be read
 * @param confirmed a read that a majority has to confirm
 * @param stop who says stop, if anybody does
 * @param disk of the member whose data directory was given
 * @param lock what the lock says; its holder is a refusal
 * @param windowOpen whether the time of day is right
 */
record Evidence(
    ClusterSample sample,
    Map<Endpoint, MetricsPage> pages,
    Answer<Long> confirmed,
    Optional<String> stop,
    Optional<Disk> disk,
    Optional<Refusal> lock,
    boolean windowOpen,
    boolean singleMemberAllowed) {

  /**
   * Of one member's data directory.
   *
   * @param free empty where it cannot be read
   */
  record Disk(Endpoint endpoint, String directory, OptionalLong free) {}
}
