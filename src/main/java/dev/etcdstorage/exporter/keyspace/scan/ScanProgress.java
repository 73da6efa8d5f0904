package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far a scan is.
 *
 * @param keys that were read
 * @param ofKeys how many there are, by what is known so far
 * @param estimatedBytes of all of them, if those that are left are as large as those that were
 *     read; empty where the scan fetches no values
 */
public record ScanProgress(long keys, long ofKeys, OptionalLong estimatedBytes, Duration elapsed) {

  static ScanProgress of(long keys, long bytes, long left, boolean values, Duration elapsed) {
    double each = (double) bytes / (double) Math.max(1, keys);
    return new ScanProgress(
        keys,
        keys + left,
        values ? OptionalLong.of(bytes + Math.round(each * (double) left)) : OptionalLong.empty(),
        elapsed);
  }
}
