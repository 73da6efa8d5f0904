package dev.etcdstorage.exporter.testkit.fake;

import io.etcd.jetcd.api.ClusterGrpc.ClusterImplBase;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.grpc.stub.StreamObserver;

/** The member list that the state holds. */
final class FakeMembership extends ClusterImplBase {
  private final FakeState state;

  FakeMembership(FakeState state) {
    this.state = state;
  }

  @Override
  public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
    observer.onNext(
        MemberListResponse.newBuilder()
            .setHeader(state.header())
            .addAllMembers(state.members())
            .build());
    observer.onCompleted();
  }
}
