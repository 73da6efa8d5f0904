package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.keyspace.work.PartSample;
import java.util.Map;
import java.util.Optional;

/**
 * The scan at one scrape.
 *
 * @param last the latest finished one, however old; empty before the first, and again after the
 *     cluster was restored
 * @param fresh whether it is young enough to be believed
 * @param underWay whether one is running now
 * @param progress of that one, once it has read keys
 * @param failures scans that were given up, by reason
 */
public record ScanSample(
    PartSample part,
    Optional<ScanResult> last,
    boolean fresh,
    boolean underWay,
    Optional<ScanProgress> progress,
    Map<String, Long> failures) {
  public ScanSample {
    failures = Map.copyOf(failures);
  }

  /** Without progress of one under way. */
  public ScanSample(
      PartSample part,
      Optional<ScanResult> last,
      boolean fresh,
      boolean underWay,
      Map<String, Long> failures) {
    this(part, last, fresh, underWay, Optional.empty(), failures);
  }

  /** The last one, while it is fresh. */
  public Optional<ScanResult> believed() {
    return last.filter(result -> fresh);
  }
}
