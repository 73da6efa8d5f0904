package dev.etcdstorage.exporter.testkit.fake;

import dev.etcdstorage.exporter.testkit.data.AlarmText;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.Status;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a fake member claims to be. Tests change it while it is asked; each field is safe on its
 * own. It begins as a healthy single member of 3.5.
 */
public final class FakeState {
  private volatile long clusterId = 0xc1;
  private volatile long memberId = 0xa1;
  private volatile long leader = 0xa1;
  private volatile boolean learner;
  private volatile String version = "3.5.30";
  private volatile long dbSize = 20_480;
  private volatile long dbSizeInUse = 16_384;
  private volatile OptionalLong dbSizeQuota = OptionalLong.empty();
  private volatile long revision = 1;
  private volatile long compactedRevision;
  private volatile long raftIndex = 10;
  private volatile long raftAppliedIndex = 10;
  private volatile long raftTerm = 2;
  private volatile List<String> errors = List.of();
  private volatile List<Member> members = List.of();
  private volatile FakeSnapshot snapshot = new FakeSnapshot(List.of(), Status.OK);

  public FakeState clusterId(long id) {
    clusterId = id;
    return this;
  }

  public FakeState memberId(long id) {
    memberId = id;
    return this;
  }

  /** 0 means that it knows of none. */
  public FakeState leader(long id) {
    leader = id;
    return this;
  }

  public FakeState learner(boolean yes) {
    learner = yes;
    return this;
  }

  public FakeState version(String text) {
    version = text;
    return this;
  }

  public FakeState size(long file, long inUse) {
    dbSize = file;
    dbSizeInUse = inUse;
    return this;
  }

  /** The field that Status has from 3.6 on. */
  public FakeState dbSizeQuota(long bytes) {
    dbSizeQuota = OptionalLong.of(bytes);
    return this;
  }

  /** As before 3.6. */
  public FakeState noDbSizeQuota() {
    dbSizeQuota = OptionalLong.empty();
    return this;
  }

  public FakeState revision(long now) {
    revision = now;
    return this;
  }

  public FakeState compactedRevision(long upTo) {
    compactedRevision = upTo;
    return this;
  }

  public FakeState raft(long index, long appliedIndex, long term) {
    raftIndex = index;
    raftAppliedIndex = appliedIndex;
    raftTerm = term;
    return this;
  }

  /** See {@link AlarmText}; other errors such as {@code etcdserver: no leader} stand here too. */
  public FakeState errors(String... texts) {
    errors = List.of(texts);
    return this;
  }

  /** The answer to MemberList. */
  public FakeState members(Member... list) {
    members = List.of(list);
    return this;
  }

  /** The answer to Snapshot. */
  public FakeState snapshot(FakeSnapshot stream) {
    snapshot = stream;
    return this;
  }

  /** A started member for {@link #members}. */
  public static Member member(long id, String name, String clientUrl) {
    return Member.newBuilder().setID(id).setName(name).addClientURLs(clientUrl).build();
  }

  long leader() {
    return leader;
  }

  boolean learner() {
    return learner;
  }

  String version() {
    return version;
  }

  long dbSize() {
    return dbSize;
  }

  long dbSizeInUse() {
    return dbSizeInUse;
  }

  OptionalLong dbSizeQuota() {
    return dbSizeQuota;
  }

  long revision() {
    return revision;
  }

  long compactedRevision() {
    return compactedRevision;
  }

  long raftIndex() {
    return raftIndex;
  }

  long raftAppliedIndex() {
    return raftAppliedIndex;
  }

  long raftTerm() {
    return raftTerm;
  }

  List<String> errors() {
    return errors;
  }

  List<Member> members() {
    return members;
  }

  FakeSnapshot snapshot() {
    return snapshot;
  }

  ResponseHeader header() {
    return ResponseHeader.newBuilder()
        .setClusterId(clusterId)
        .setMemberId(memberId)
        .setRevision(revision)
        .setRaftTerm(raftTerm)
        .build();
  }
}
