package dev.etcdstorage.exporter.check;

import java.time.Duration;

/** Where a finding begins of which neither {@code Thresholds} nor the alerts say anything. */
final class Limits {
  /**
   * Pages in use rise between two compactions and fall with each. Only where they would fill the
   * quota within two rounds of kube-apiserver's, which compacts every five minutes, is no
   * compaction sure to come before.
   */
  static final Duration IN_USE_CRITICAL = Duration.ofMinutes(10);

  /** Without any compaction so many revisions are no fresh store any more. */
  static final long NEVER_COMPACTED = 10_000;

  /** More than three hours of a hundred writes a second. */
  static final long MANY_REVISIONS = 1_000_000;

  /** From here on two looks should have seen kube-apiserver compact. */
  static final Duration COMPACTION_SEEN = Duration.ofMinutes(6);

  /** Sizes differ when the one is so many times the other, and by so many bytes. */
  static final double SIZE_TIMES = 2;

  static final long SIZE_BYTES = 100L << 20;

  /** What etcd takes where --quota-backend-bytes is not set. */
  static final long DEFAULT_QUOTA = 2L << 30;

  private Limits() {}
}
