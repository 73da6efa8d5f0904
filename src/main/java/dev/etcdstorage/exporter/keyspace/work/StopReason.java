package dev.etcdstorage.exporter.keyspace.work;

import java.util.Locale;

/** Why a part switched itself off for a while; a value of the label {@code reason}. */
public enum StopReason {
  /** etcd has watchers that cannot keep up. */
  SLOW_WATCHERS,
  /** The member is behind with applying what was committed. */
  APPLY_LAG,
  /** The member's answers have become slow. */
  LATENCY,
  /** The watch fell too far behind, again and again. */
  BEHIND,
  /**
   * etcd refuses: no right to read the keyspace, or to call Status. If another member may be back
   * soon, it is tried again all the while.
   */
  REFUSED;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
