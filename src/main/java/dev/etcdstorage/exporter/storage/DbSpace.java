package dev.etcdstorage.exporter.storage;

import java.util.OptionalDouble;

/**
 * The database file of one member.
 *
 * @param sizeBytes size of the file
 * @param inUseBytes pages in use, retained history among them
 */
public record DbSpace(long sizeBytes, long inUseBytes) {

  /**
   * The part of the file that is free pages, 0 to 1; a defragmentation reclaims it. History that
   * was never compacted counts as in use, so it does not show here. Empty for an empty file.
   */
  public OptionalDouble fragmentation() {
    if (sizeBytes <= 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.max(0, sizeBytes - inUseBytes) / (double) sizeBytes);
  }

  /**
   * The part of the quota that the file takes; above 1 once etcd refuses writes. Empty where no
   * quota applies.
   *
   * @param quotaBytes not positive for a disabled quota
   */
  public OptionalDouble quotaUsage(long quotaBytes) {
    return quotaBytes > 0
        ? OptionalDouble.of(sizeBytes / (double) quotaBytes)
        : OptionalDouble.empty();
  }
}
