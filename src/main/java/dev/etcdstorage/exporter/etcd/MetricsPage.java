package dev.etcdstorage.exporter.etcd;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What only etcd's own metrics page tells.
 *
 * @param quotaBytes {@code etcd_server_quota_backend_bytes}; negative when disabled
 * @param defragmenting {@code etcd_disk_defrag_inflight}; empty on versions without it
 */
public record MetricsPage(OptionalLong quotaBytes, Optional<Boolean> defragmenting) {
  private static final String QUOTA = "etcd_server_quota_backend_bytes ";
  private static final String DEFRAG = "etcd_disk_defrag_inflight ";

  /** Reads the text format line by line, so that a large page is never held as a whole. */
  static MetricsPage parse(Stream<String> lines) {
    OptionalLong[] quota = {OptionalLong.empty()};
    OptionalLong[] defrag = {OptionalLong.empty()};
    lines.forEach(
        line -> {
          if (line.startsWith(QUOTA)) {
            quota[0] = number(line.substring(QUOTA.length()));
          } else if (line.startsWith(DEFRAG)) {
            defrag[0] = number(line.substring(DEFRAG.length()));
          }
        });
    return new MetricsPage(
        quota[0],
        defrag[0].isPresent() ? Optional.of(defrag[0].getAsLong() > 0) : Optional.empty());
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of((long) Double.parseDouble(text.strip().split(" ", 2)[0]));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
