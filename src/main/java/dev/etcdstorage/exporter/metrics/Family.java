package dev.etcdstorage.exporter.metrics;

import com.google.common.collect.ImmutableList;

/**
 * The catalogue of the exporter's own families. Names are a contract with users' dashboards and
 * alerts; docs/metrics.md is generated from here.
 */
public enum Family {
  UP(
      "etcd_storage_up",
      Kind.GAUGE,
      "1 if the member answered Status within the scrape's deadline.",
      "member"),
  MEMBER_INFO(
      "etcd_storage_member_info",
      Kind.INFO,
      "Which member answered; member_id is hexadecimal, as etcdctl prints it.",
      "member",
      "member_id",
      "address",
      "version"),
  IS_LEADER(
      "etcd_storage_is_leader",
      Kind.GAUGE,
      "1 if the member considers itself the leader.",
      "member"),
  IS_LEARNER(
      "etcd_storage_is_learner",
      Kind.GAUGE,
      "1 if the member is a learner, which has no vote.",
      "member"),
  HAS_LEADER(
      "etcd_storage_has_leader",
      Kind.GAUGE,
      "1 if the member knows a leader; without one it serves no write and no linearizable read.",
      "member"),
  MEMBER_UNWATCHED(
      "etcd_storage_member_unwatched",
      Kind.GAUGE,
      "1 for a member of the member list that no endpoint leads to, by name, or by id if it has none;"
          + " the reason is never_started, or why none of its addresses can be used. Without --cluster"
          + " only members that never started.",
      "member",
      "voter",
      "reason"),
  DB_SIZE(
      "etcd_storage_db_size_bytes", Kind.GAUGE, "Size of the member's database file.", "member"),
  DB_IN_USE(
      "etcd_storage_db_in_use_bytes",
      Kind.GAUGE,
      "Pages of the database file that are in use; retained history counts as in use.",
      "member"),
  FRAGMENTATION(
      "etcd_storage_fragmentation_ratio",
      Kind.GAUGE,
      "Share of the database file that is free pages, (size - in use) / size;"
          + " a defragmentation reclaims it.",
      "member"),
  QUOTA(
      "etcd_storage_quota_bytes",
      Kind.GAUGE,
      "The member's backend quota; absent if it is unknown or disabled.",
      "member"),
  QUOTA_INFO(
      "etcd_storage_quota_info",
      Kind.INFO,
      "Where the quota comes from: status, metrics, config, or disabled.",
      "member",
      "source"),
  QUOTA_USAGE(
      "etcd_storage_quota_usage_ratio",
      Kind.GAUGE,
      "Size of the database file / quota; etcd refuses writes at 1 and above.",
      "member"),
  ALARM_ACTIVE(
      "etcd_storage_alarm_active",
      Kind.GAUGE,
      "1 if the member lists the alarm, whichever member raised it.",
      "member",
      "alarm"),
  ALARM_RAISED(
      "etcd_storage_alarm_raised",
      Kind.GAUGE,
      "1 for a member that raised the alarm, by its id if its name is unknown; absent for others.",
      "member",
      "alarm"),
  REVISION("etcd_storage_revision", Kind.GAUGE, "The store's current revision.", "member"),
  COMPACTED_REVISION(
      "etcd_storage_compacted_revision",
      Kind.GAUGE,
      "The revision up to which history was compacted, 0 if never;"
          + " revision minus this is the history kept.",
      "member"),
  MAINTENANCE_RUNNING(
      "etcd_storage_maintenance_running",
      Kind.GAUGE,
      "1 while the member is being defragmented, whoever started it;"
          + " absent if it hangs and its metrics page cannot be read.",
      "member"),
  MAINTENANCE_ENABLED(
      "etcd_storage_maintenance_enabled",
      Kind.GAUGE,
      "1 if this exporter defragments members on a schedule."),
  MAINTENANCE_RUNS(
      "etcd_storage_maintenance_runs_total",
      Kind.COUNTER,
      "Defragmentations of the member by this exporter, by result: success, or failure if it"
          + " ended with an error or the member did not become healthy again.",
      "member",
      "result"),
  MAINTENANCE_RECLAIMED(
      "etcd_storage_maintenance_reclaimed_bytes_total",
      Kind.COUNTER,
      "Bytes that this exporter's defragmentations of the member reclaimed.",
      "member"),
  MAINTENANCE_DURATION(
      "etcd_storage_maintenance_last_duration_seconds",
      Kind.GAUGE,
      "How long the member's last guarded defragmentation took until it was healthy again,"
          + " by any exporter or command.",
      "member"),
  MAINTENANCE_LAST_SUCCESS(
      "etcd_storage_maintenance_last_success_timestamp_seconds",
      Kind.GAUGE,
      "When the member's last guarded defragmentation ended, by any exporter or command;"
          + " absent if it failed.",
      "member"),
  MAINTENANCE_REFUSALS(
      "etcd_storage_maintenance_refusals_total",
      Kind.COUNTER,
      "How often this exporter's maintenance was due and a guard refused it.",
      "guard"),
  LIVE_BYTES(
      "etcd_storage_live_bytes",
      Kind.GAUGE,
      "The part of the database file that is live data: what is left after compaction and"
          + " defragmentation, by the page model. As of the latest event, from the last scan and the"
          + " watch since; from the scan alone if there is no watch or it missed a revision. Absent"
          + " unless that scan is fresh and knows the size of every value. A value too large to be"
          + " read counts with the size that the error reports.",
      "member"),
  HISTORY_BYTES(
      "etcd_storage_history_bytes",
      Kind.GAUGE,
      "The part of the database file that is old versions: a compaction frees it. From what the"
          + " watch saw replaced and deleted since the member's compaction; from the number of"
          + " revisions kept if it did not see them; if neither is known, all that is in use beside"
          + " the live data. Absent unless the last scan is fresh and knows the size of every value.",
      "member"),
  SLACK_BYTES(
      "etcd_storage_slack_bytes",
      Kind.GAUGE,
      "The part of the database file that is in use beside live data and history: half-empty pages,"
          + " which a defragmentation reclaims, and pages that etcd frees with its next commits after"
          + " a compaction. Absent if it cannot be told from history.",
      "member"),
  FREE_BYTES(
      "etcd_storage_free_bytes",
      Kind.GAUGE,
      "The part of the database file that is free pages: a defragmentation reclaims it.",
      "member"),
  VERDICT(
      "etcd_storage_verdict",
      Kind.GAUGE,
      "What to do about the member's file: 1 for exactly one verdict; unknown where it would matter"
          + " but no scan is fresh, it depends on writes since the scan that were not seen, or the"
          + " quota is unknown.",
      "member",
      "verdict"),
  TIME_TO_FULL(
      "etcd_storage_time_to_full_seconds",
      Kind.GAUGE,
      "Time until the member's file reaches its quota, from samples once a minute that the exporter"
          + " keeps in memory: the earlier by the pace of the file (over 5 minutes; long: 30) and by"
          + " that of the pages in use (over 10 minutes; long: 2 hours). Absent while neither grows and"
          + " until that much time has been seen.",
      "member",
      "window"),
  PREFIX_EVENTS(
      "etcd_storage_prefix_events_total",
      Kind.COUNTER,
      "Puts and deletes since this exporter's watch began. Every exporter of a cluster counts the"
          + " same events: take the maximum of their rates, not the sum. A prefix appears with its"
          + " first event; if there are more than --keyspace.max-prefixes, once it is heavy, from 0,"
          + " and what it wrote before stays in other. Counts of prefixes that lost their name stay"
          + " under one such as (3 former), so that the sum is that of all events.",
      "prefix",
      "event"),
  PREFIX_WRITTEN(
      "etcd_storage_prefix_written_bytes_total",
      Kind.COUNTER,
      "Bytes of keys and values that these puts and deletes wrote. Every exporter of a cluster"
          + " counts the same events: take the maximum of their rates, not the sum.",
      "prefix",
      "event"),
  REVISIONS_SEEN(
      "etcd_storage_revisions_seen_total",
      Kind.COUNTER,
      "Revisions whose events the watch has counted in full; seen + missed + pending are all that"
          + " have passed since it began. With several exporters take the maximum of the rates, not"
          + " the sum."),
  REVISIONS_MISSED(
      "etcd_storage_revisions_missed_total",
      Kind.COUNTER,
      "Revisions that the watch will never count: compacted while it was away (the compacted one"
          + " included), too many to catch up without harm, in a message too large for the watch, or"
          + " passed while it was off or not this exporter's turn. The log says which."),
  REVISIONS_PENDING(
      "etcd_storage_revisions_pending",
      Kind.GAUGE,
      "Revisions that the members report at this scrape and that the watch has neither seen nor"
          + " missed yet. A few while it is a moment behind; grows while the watch is away. Absent"
          + " while no member answers."),
  COMPACTOR_INFO(
      "etcd_storage_compactor_info",
      Kind.INFO,
      "Who compacts, as far as the watch can tell: kube-apiserver, other, or none-seen since it"
          + " began.",
      "compactor"),
  PREFIX_KEYS(
      "etcd_storage_prefix_keys",
      Kind.GAUGE,
      "Live keys, from the last scan and the watch since, or from the scan alone if there is no watch"
          + " or it missed a revision; absent once the scan is too old. If there are more prefixes"
          + " than --keyspace.max-prefixes, the heaviest have a name and the rest is other.",
      "prefix"),
  PREFIX_VERSIONS(
      "etcd_storage_prefix_versions",
      Kind.GAUGE,
      "Sum of the live keys' versions, at the same revision as their number: how often the live keys"
          + " were put.",
      "prefix"),
  PREFIX_LIVE_BYTES(
      "etcd_storage_prefix_live_bytes",
      Kind.GAUGE,
      "Bytes of the live keys and their values, at the same revision as their number; absent if the"
          + " scan fetches no values, or if the size of one is unknown.",
      "prefix"),
  LIVE_REVISION(
      "etcd_storage_live_revision",
      Kind.GAUGE,
      "The revision of the live keys and bytes: that of the latest event, or of the last scan if"
          + " there is no watch or it missed a revision; absent once the scan is too old."),
  LIVE_GUESSED(
      "etcd_storage_live_guessed_bytes",
      Kind.GAUGE,
      "Bytes taken off the live bytes since the scan for versions whose size is not known; absent if"
          + " the scan fetches no values."),
  SCAN_KEYS(
      "etcd_storage_scan_keys",
      Kind.GAUGE,
      "Live keys of all prefixes, from the last scan and the watch since, or from the scan alone if"
          + " there is no watch or it missed a revision; absent once the scan is too old."),
  SCAN_VERSIONS(
      "etcd_storage_scan_versions",
      Kind.GAUGE,
      "Sum of all live keys' versions, at the same revision as their number."),
  SCAN_LIVE_BYTES(
      "etcd_storage_scan_live_bytes",
      Kind.GAUGE,
      "Bytes of all live keys and their values, at the same revision as their number; absent if the"
          + " scan fetches no values, or if the size of one is unknown."),
  SCAN_DURATION(
      "etcd_storage_scan_duration_seconds",
      Kind.GAUGE,
      "How long the last scan took, including the pauses that spare etcd."),
  SCAN_END("etcd_storage_scan_end_timestamp_seconds", Kind.GAUGE, "When the last scan ended."),
  SCAN_REVISION(
      "etcd_storage_scan_revision", Kind.GAUGE, "The revision at which the last scan ended."),
  SCAN_EXACT(
      "etcd_storage_scan_exact",
      Kind.GAUGE,
      "1 if the whole last scan was at that one revision; 0 if a compaction overtook it."),
  SCAN_FAILURES(
      "etcd_storage_scan_failures_total",
      Kind.COUNTER,
      "Scans that were given up, by reason.",
      "reason"),
  KEYSPACE_WORKING(
      "etcd_storage_keyspace_working",
      Kind.GAUGE,
      "1 while this exporter's watch is established, or while it is its turn to scan, as of when its"
          + " last scan was due.",
      "part"),
  KEYSPACE_OFF(
      "etcd_storage_keyspace_off",
      Kind.GAUGE,
      "1 while the part has switched itself off: it harmed etcd, or etcd refuses its user.",
      "part"),
  KEYSPACE_STOPS(
      "etcd_storage_keyspace_stops_total",
      Kind.COUNTER,
      "How often the part switched itself off, by reason.",
      "part",
      "reason"),
  SCRAPE_DURATION(
      "etcd_storage_scrape_duration_seconds",
      Kind.GAUGE,
      "How long this scrape waited for the members."),
  SCRAPE_ERRORS(
      "etcd_storage_scrape_errors_total",
      Kind.COUNTER,
      "Calls to the member that failed during scrapes, by reason.",
      "member",
      "reason"),
  BUILD_INFO(
      "etcd_storage_exporter_build_info",
      Kind.INFO,
      "The exporter's version and the Java that runs it.",
      "version",
      "java"),
  RELOAD_SUCCESSFUL(
      "etcd_storage_exporter_config_last_reload_successful",
      Kind.GAUGE,
      "1 if the last start or reload took the configuration; 0 if the old one is still in force."),
  RELOAD_TIME(
      "etcd_storage_exporter_config_last_reload_success_timestamp_seconds",
      Kind.GAUGE,
      "When the configuration in force was loaded."),
  SHARDS(
      "etcd_storage_exporter_shards",
      Kind.GAUGE,
      "How many exporters share the clusters of the configuration, by this one's --shard; absent"
          + " without it."),
  SHARD_CLUSTERS(
      "etcd_storage_exporter_shard_clusters",
      Kind.GAUGE,
      "How many clusters this exporter watches; shard is its number, from 0. Absent without"
          + " --shard.",
      "shard"),
  FILE_UNUSABLE(
      "etcd_storage_exporter_file_unusable_since_timestamp_seconds",
      Kind.GAUGE,
      "Since when a certificate, key, password or web configuration file cannot be read, or cannot be"
          + " used as it is; what was read before stays in use. Absent while all is well.",
      "file"),
  LOG_DROPPED(
      "etcd_storage_exporter_log_lines_dropped_total",
      Kind.COUNTER,
      "Log lines that were dropped because nobody read the earlier ones.");

  /** The type of a family in the exposition format. */
  public enum Kind {
    GAUGE,
    COUNTER,
    /** A gauge that is always 1 and carries information in its labels. */
    INFO
  }

  private final String exposedName;
  private final Kind kind;
  private final String help;
  private final ImmutableList<String> labels;

  Family(String exposedName, Kind kind, String help, String... labels) {
    this.exposedName = exposedName;
    this.kind = kind;
    this.help = help;
    this.labels = ImmutableList.copyOf(labels);
  }

  /** The name on the page, suffix included. */
  public String exposedName() {
    return exposedName;
  }

  public Kind kind() {
    return kind;
  }

  public String help() {
    return help;
  }

  /** Without {@code etcd_cluster}, which is added where the configuration names the clusters. */
  public ImmutableList<String> labels() {
    return labels;
  }
}
