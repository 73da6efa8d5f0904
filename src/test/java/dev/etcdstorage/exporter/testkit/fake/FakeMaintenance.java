package dev.etcdstorage.exporter.testkit.fake;

import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.MaintenanceGrpc.MaintenanceImplBase;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.stub.StreamObserver;

/** Status, and an Alarm that works, so that only the count of calls betrays who used it. */
final class FakeMaintenance extends MaintenanceImplBase {
  /** {@code dbSizeQuota}, which the generated class does not know. */
  private static final int DB_SIZE_QUOTA = 12;

  private final FakeState state;

  FakeMaintenance(FakeState state) {
    this.state = state;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    StatusResponse.Builder response =
        StatusResponse.newBuilder()
            .setHeader(state.header())
            .setVersion(state.version())
            .setDbSize(state.dbSize())
            .setDbSizeInUse(state.dbSizeInUse())
            .setLeader(state.leader())
            .setIsLearner(state.learner())
            .setRaftIndex(state.raftIndex())
            .setRaftAppliedIndex(state.raftAppliedIndex())
            .setRaftTerm(state.raftTerm())
            .addAllErrors(state.errors());
    state.dbSizeQuota().ifPresent(quota -> response.setUnknownFields(quotaField(quota)));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  private static UnknownFieldSet quotaField(long quota) {
    return UnknownFieldSet.newBuilder()
        .addField(DB_SIZE_QUOTA, UnknownFieldSet.Field.newBuilder().addVarint(quota).build())
        .build();
  }

  @Override
  public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
    observer.onNext(AlarmResponse.newBuilder().setHeader(state.header()).build());
    observer.onCompleted();
  }

  @Override
  public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
    FakeSnapshot snapshot = state.snapshot();
    snapshot.pieces().forEach(observer::onNext);
    if (snapshot.end().isOk()) {
      observer.onCompleted();
    } else {
      observer.onError(snapshot.end().asRuntimeException());
    }
  }
}
