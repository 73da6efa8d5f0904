package dev.etcdstorage.exporter.etcd;

import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Changes over gRPC, with the generated stubs' methods on one kept channel. */
final class GrpcMemberControl implements MemberControl {
  /** {@code AlarmType} in etcd's rpc.proto; jetcd's message does not know the second. */
  private static final int NOSPACE = 1;

  private static final int CORRUPT = 2;

  private final ManagedChannel channel;
  private final Calls calls;
  private final OwnKeys ownKeys;

  GrpcMemberControl(ManagedChannel channel, Calls calls) {
    this.channel = channel;
    this.calls = calls;
    this.ownKeys = new GrpcOwnKeys(calls);
  }

  @Override
  public CompletableFuture<Answer<Long>> confirmedRevision(Deadline deadline) {
    RangeRequest request =
        RangeRequest.newBuilder().setKey(CompactionProbe.ABSENT_KEY).setCountOnly(true).build();
    return calls
        .unary(KVGrpc.getRangeMethod(), request, deadline)
        .thenApply(answer -> answer.map(response -> response.getHeader().getRevision()));
  }

  @Override
  public CompletableFuture<Answer<Done>> defragment(Deadline deadline) {
    return calls.order(
        MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance(), deadline);
  }

  @Override
  public CompletableFuture<Answer<Done>> compact(long revision, Deadline deadline) {
    return calls.order(
        KVGrpc.getCompactMethod(),
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build(),
        deadline);
  }

  @Override
  public CompletableFuture<Answer<Done>> moveLeader(long toMemberId, Deadline deadline) {
    return calls.order(
        MaintenanceGrpc.getMoveLeaderMethod(),
        MoveLeaderRequest.newBuilder().setTargetID(toMemberId).build(),
        deadline);
  }

  @Override
  public CompletableFuture<Answer<List<RaisedAlarm>>> alarms(Deadline deadline) {
    AlarmRequest request =
        AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build();
    return calls
        .unary(MaintenanceGrpc.getAlarmMethod(), request, deadline)
        .thenApply(answer -> answer.map(GrpcMemberControl::raised));
  }

  private static List<RaisedAlarm> raised(AlarmResponse response) {
    return response.getAlarmsList().stream()
        .flatMap(listed -> raised(listed).stream())
        .distinct()
        .toList();
  }

  private static Optional<RaisedAlarm> raised(AlarmMember listed) {
    return switch (listed.getAlarmValue()) {
      case NOSPACE -> Optional.of(new RaisedAlarm(Alarm.NOSPACE, listed.getMemberID()));
      case CORRUPT -> Optional.of(new RaisedAlarm(Alarm.CORRUPT, listed.getMemberID()));
      default -> Optional.empty();
    };
  }

  @Override
  public CompletableFuture<Answer<Done>> disarm(RaisedAlarm alarm, Deadline deadline) {
    return calls.order(
        MaintenanceGrpc.getAlarmMethod(),
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
            .setMemberID(alarm.memberId())
            .setAlarmValue(alarm.alarm() == Alarm.NOSPACE ? NOSPACE : CORRUPT)
            .build(),
        deadline);
  }

  @Override
  public CompletableFuture<Answer<Done>> snapshot(SnapshotSink sink, Executor executor) {
    return SnapshotStream.open(calls, sink, executor);
  }

  @Override
  public OwnKeys ownKeys() {
    return ownKeys;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
