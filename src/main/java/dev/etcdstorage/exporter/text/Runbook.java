package dev.etcdstorage.exporter.text;

/** A runbook, by the name of its alert. A URL, since no image contains the files. */
public enum Runbook {
  NO_SPACE("EtcdNoSpaceAlarm"),
  CORRUPT("EtcdCorruptAlarm"),
  LOW_SPACE("EtcdDatabaseQuotaLowSpace"),
  EXHAUSTION("EtcdDatabaseQuotaExhaustionPredicted"),
  HISTORY("EtcdHistoryBloat"),
  FRAGMENTATION("EtcdHighFragmentation"),
  UNREACHABLE("EtcdMemberUnreachable"),
  QUOTA_UNKNOWN("EtcdQuotaUnknown"),
  SCAN_STALE("EtcdKeyspaceScanStale"),
  WRITE_STORM("EtcdWriteStorm"),
  COMPACTION_STALLED("EtcdCompactionStalled");

  /** The same as in rules/values. */
  private static final String BASE =
      "https://github.com/etcd-storage-exporter/etcd-storage-exporter/blob/main/docs/runbooks/";

  /** The list of all of them. */
  public static final String ALL = BASE + "README.md";

  private final String alert;

  Runbook(String alert) {
    this.alert = alert;
  }

  public String alert() {
    return alert;
  }

  public String url() {
    return BASE + alert + ".md";
  }

  /** At a heading of its page. */
  public String url(String anchor) {
    return url() + "#" + anchor;
  }
}
