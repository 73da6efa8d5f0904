package dev.etcdstorage.exporter.status;

/** A runbook of docs/runbooks, by the name of its alert. */
enum Runbook {
  NO_SPACE("EtcdNoSpaceAlarm"),
  CORRUPT("EtcdCorruptAlarm"),
  LOW_SPACE("EtcdDatabaseQuotaLowSpace"),
  EXHAUSTION("EtcdDatabaseQuotaExhaustionPredicted"),
  HISTORY("EtcdHistoryBloat"),
  FRAGMENTATION("EtcdHighFragmentation"),
  UNREACHABLE("EtcdMemberUnreachable"),
  QUOTA_UNKNOWN("EtcdQuotaUnknown"),
  SCAN_STALE("EtcdKeyspaceScanStale");

  /** Where rules/values has them too. */
  private static final String BASE =
      "https://github.com/etcd-storage-exporter/etcd-storage-exporter/blob/main/docs/runbooks/";

  /** The list of all of them. */
  static final String ALL = BASE + "README.md";

  private final String alert;

  Runbook(String alert) {
    this.alert = alert;
  }

  String alert() {
    return alert;
  }

  String url() {
    return BASE + alert + ".md";
  }
}
