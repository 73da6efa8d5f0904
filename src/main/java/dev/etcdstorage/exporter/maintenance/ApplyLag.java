package dev.etcdstorage.exporter.maintenance;

/** How far a member may be behind what was committed and still count as in step. */
public final class ApplyLag {
  /** In raft entries. A member under load is some tens behind at any moment. */
  public static final long MOST = 1000;

  private ApplyLag() {}
}
