package dev.etcdstorage.exporter.check;

import java.time.Duration;

/** Limits of findings for which neither {@code Thresholds} nor the alerts have one. */
final class Limits {
  /**
   * Pages in use rise between two compactions and fall with each. kube-apiserver compacts every
   * five minutes: only if they would fill the quota within two of its rounds is no compaction sure
   * to come before.
   */
  static final Duration IN_USE_CRITICAL = Duration.ofMinutes(10);

  /** A store with this many revisions and no compaction is no longer fresh. */
  static final long NEVER_COMPACTED = 10_000;

  /** More than three hours of a hundred writes a second. */
  static final long MANY_REVISIONS = 1_000_000;

  /** Two looks this far apart should have seen kube-apiserver compact. */
  static final Duration COMPACTION_SEEN = Duration.ofMinutes(6);

  /** Sizes differ if one is this many times the other, and larger by this many bytes. */
  static final double SIZE_TIMES = 2;

  static final long SIZE_BYTES = 100L << 20;

  /** etcd's default where --quota-backend-bytes is not set. */
  static final long DEFAULT_QUOTA = 2L << 30;

  private Limits() {}
}
