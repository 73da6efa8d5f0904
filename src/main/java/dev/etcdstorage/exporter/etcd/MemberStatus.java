package dev.etcdstorage.exporter.etcd;

import java.util.List;
import java.util.OptionalLong;

/**
 * A member's {@code Maintenance.Status}, a local read that proves nothing about quorum.
 *
 * @param clusterId unsigned
 * @param memberId unsigned
 * @param version etcd's version, such as 3.5.30
 * @param dbSizeBytes size of the database file
 * @param dbInUseBytes pages in use; retained history counts as in use, free pages do not
 * @param revision the store's current revision
 * @param leaderId unsigned; 0 when there is no leader
 * @param committedIndex raft index committed, as far as the member knows
 * @param appliedIndex raft index applied; tells which of two members is further on
 * @param alarms the alarms that this member lists, whichever member raised them
 * @param quotaBytes field 12, from etcd 3.6; negative when disabled; empty when absent or 0, which
 *     3.6.0 to 3.6.5 answer for an unset flag (etcd#20790)
 * @param storage fields 11 and 13, from etcd 3.6
 */
public record MemberStatus(
    long clusterId,
    long memberId,
    String version,
    long dbSizeBytes,
    long dbInUseBytes,
    long revision,
    long leaderId,
    long committedIndex,
    long appliedIndex,
    boolean learner,
    List<RaisedAlarm> alarms,
    OptionalLong quotaBytes,
    StorageFormat storage) {
  public MemberStatus {
    alarms = List.copyOf(alarms);
  }

  /** Whether its data is in the format of an older line of etcd than the one it runs. */
  public boolean storageBehind() {
    return storage.behind(version);
  }

  public boolean leader() {
    return leaderId != 0 && leaderId == memberId;
  }

  /** How many committed entries the member has not applied yet. */
  public long applyLag() {
    return Math.max(0, committedIndex - appliedIndex);
  }

  /** The program of this etcd version that defragments the file of a stopped member. */
  public String offlineTool() {
    return version.startsWith("3.4.") ? "etcdctl" : "etcdutl";
  }

  public boolean lists(Alarm alarm) {
    return alarms.stream().anyMatch(raised -> raised.alarm() == alarm);
  }
}
