package dev.etcdstorage.exporter.etcd;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What only etcd's own metrics page tells.
 *
 * @param quotaBytes {@code etcd_server_quota_backend_bytes}; negative when disabled
 * @param defragmenting {@code etcd_disk_defrag_inflight}; empty on versions without it
 * @param slowWatchers {@code etcd_debugging_mvcc_slow_watcher_total}: unsynced watchers of any
 *     client; 0 where the page does not say
 * @param snapshots being sent to another member, or received
 * @param keys {@code etcd_debugging_mvcc_keys_total}: live keys, and deleted keys that are not
 *     compacted yet
 */
public record MetricsPage(
    OptionalLong quotaBytes,
    Optional<Boolean> defragmenting,
    long slowWatchers,
    long snapshots,
    OptionalLong keys) {
  private static final String QUOTA = "etcd_server_quota_backend_bytes ";
  private static final String DEFRAG = "etcd_disk_defrag_inflight ";

  /** The first two have the other member as a label, and appear with the first such snapshot. */
  private static final List<String> SNAPSHOTS =
      List.of(
          "etcd_network_snapshot_receive_inflights_total{",
          "etcd_network_snapshot_send_inflights_total{",
          "etcd_server_snapshot_apply_in_progress_total ");

  private static final String SLOW = "etcd_debugging_mvcc_slow_watcher_total ";
  private static final String KEYS = "etcd_debugging_mvcc_keys_total ";

  public MetricsPage(OptionalLong quotaBytes, Optional<Boolean> defragmenting, long slowWatchers) {
    this(quotaBytes, defragmenting, slowWatchers, 0, OptionalLong.empty());
  }

  /** Reads the text format line by line, so that a large page is never held as a whole. */
  static MetricsPage parse(Stream<String> lines) {
    OptionalLong[] quota = {OptionalLong.empty()};
    OptionalLong[] defrag = {OptionalLong.empty()};
    OptionalLong[] slow = {OptionalLong.empty()};
    OptionalLong[] keys = {OptionalLong.empty()};
    long[] snapshots = {0};
    lines.forEach(
        line -> {
          if (line.startsWith(QUOTA)) {
            quota[0] = number(line.substring(QUOTA.length()));
          } else if (line.startsWith(DEFRAG)) {
            defrag[0] = number(line.substring(DEFRAG.length()));
          } else if (line.startsWith(SLOW)) {
            slow[0] = number(line.substring(SLOW.length()));
          } else if (line.startsWith(KEYS)) {
            keys[0] = number(line.substring(KEYS.length()));
          } else if (SNAPSHOTS.stream().anyMatch(line::startsWith)) {
            snapshots[0] += number(line.substring(line.lastIndexOf(' ') + 1)).orElse(0);
          }
        });
    return new MetricsPage(
        quota[0],
        defrag[0].isPresent() ? Optional.of(defrag[0].getAsLong() > 0) : Optional.empty(),
        slow[0].orElse(0),
        snapshots[0],
        keys[0]);
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of((long) Double.parseDouble(text.strip().split(" ", 2)[0]));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
