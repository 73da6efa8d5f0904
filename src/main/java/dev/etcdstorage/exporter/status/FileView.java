package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.text.Amount;
import java.util.List;
import java.util.OptionalLong;

/**
 * A member's file against its quota, ready to be drawn.
 *
 * @param parts from left to right
 * @param quotaBytes empty where it is unknown or disabled; {@code quota} says which
 * @param quota in words
 */
record FileView(long sizeBytes, List<FilePart> parts, OptionalLong quotaBytes, String quota) {

  static FileView of(Observed cluster, Reached reached) {
    List<FilePart> parts =
        cluster
            .firstEstimate(reached)
            .map(makeup -> FilePart.of("live (first estimate)", makeup, reached.space()))
            .orElseGet(() -> FilePart.of("live", cluster.makeup(reached), reached.space()));
    OptionalLong bytes =
        reached.quota().filter(quota -> !quota.disabled()).map(Quota::bytes).stream()
            .mapToLong(Long::longValue)
            .findFirst();
    String words =
        reached
            .quota()
            .map(
                quota ->
                    quota.disabled()
                        ? "quota disabled"
                        : "quota of " + Amount.bytes(quota.bytes()) + source(quota))
            .orElse("quota unknown");
    return new FileView(reached.status().dbSizeBytes(), parts, bytes, words);
  }

  /** Only for a configured quota, which may be wrong; one that etcd reports is not. */
  private static String source(Quota quota) {
    return quota.source() == Quota.Source.CONFIG ? " as configured here" : "";
  }

  /** The size that the whole width stands for. */
  long scaleBytes() {
    return Math.max(1, Math.max(sizeBytes, quotaBytes.orElse(0)));
  }

  /** The file, its parts and the quota in one sentence. */
  String words() {
    StringBuilder words = new StringBuilder("File ").append(Amount.bytes(sizeBytes));
    if (quotaBytes.isPresent()) {
      words
          .append(", ")
          .append(Amount.percent(sizeBytes / (double) quotaBytes.getAsLong()))
          .append(" of its ")
          .append(quota);
    } else {
      words.append("; ").append(quota);
    }
    return words.toString();
  }
}
