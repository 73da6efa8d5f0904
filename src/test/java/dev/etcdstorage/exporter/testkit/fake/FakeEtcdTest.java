package dev.etcdstorage.exporter.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.data.AlarmText;
import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeEtcdTest {
  private final FakeEtcd fake = FakeEtcd.start();
  private final ManagedChannel channel = plain(fake.endpoint());

  private static ManagedChannel plain(String endpoint) {
    return NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    fake.close();
  }

  private MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
    return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private StatusResponse status() {
    return maintenance().status(StatusRequest.getDefaultInstance());
  }

  private static void assertFails(Runnable call, Status expected) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(expected.getCode());
              assertThat(e.getStatus().getDescription()).isEqualTo(expected.getDescription());
            });
  }

  private void range(long revision) {
    var unused =
        KVGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .range(RangeRequest.newBuilder().setRevision(revision).build());
  }

  @Test
  void statusTellsTheState() {
    fake.state()
        .size(100, 60)
        .revision(7)
        .version("3.6.4")
        .learner(true)
        .leader(0xb2)
        .dbSizeQuota(500);
    fake.state().errors(AlarmText.classic(0xa1, "NOSPACE"), AlarmText.newer(0xb2, "CORRUPT"));

    StatusResponse status = status();

    assertThat(status.getDbSize()).isEqualTo(100);
    assertThat(status.getDbSizeInUse()).isEqualTo(60);
    assertThat(status.getHeader().getRevision()).isEqualTo(7);
    assertThat(status.getVersion()).isEqualTo("3.6.4");
    assertThat(status.getIsLearner()).isTrue();
    assertThat(status.getLeader()).isEqualTo(0xb2);
    assertThat(status.getUnknownFields().getField(12).getVarintList()).containsExactly(500L);
    assertThat(status.getErrorsList())
        .containsExactly("memberID:161 alarm:NOSPACE ", "memberID:178  alarm:CORRUPT");
  }

  @Test
  void statusBefore36HasNoQuota() {
    assertThat(status().getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void rangeKnowsTheCompactedAndTheFuture() {
    fake.state().revision(20).compactedRevision(10);

    range(0);
    range(10);
    range(20);
    assertFails(() -> range(9), EtcdErrors.COMPACTED);
    assertFails(() -> range(21), EtcdErrors.FUTURE_REVISION);
  }

  @Test
  void watchAtACompactedRevisionIsCanceledWithTheCompactRevision() {
    fake.state().revision(20).compactedRevision(10);
    try (WatchProbe probe = WatchProbe.at(channel, 9)) {
      assertThat(probe.next().getCreated()).isTrue();
      var canceled = probe.next();
      assertThat(canceled.getCanceled()).isTrue();
      assertThat(canceled.getCompactRevision()).isEqualTo(10);
    }
    assertThat(fake.historyReads()).isEmpty();
    Poll.until("the stream is closed", Duration.ofSeconds(5), () -> fake.openWatches() == 0);
  }

  @Test
  void watchThatWouldReadHistoryIsRemembered() {
    fake.state().revision(20).compactedRevision(10);
    try (WatchProbe old = WatchProbe.at(channel, 10);
        WatchProbe now = WatchProbe.at(channel, 0);
        WatchProbe next = WatchProbe.at(channel, 21)) {
      assertThat(old.next().getCreated()).isTrue();
      assertThat(now.next().getCreated()).isTrue();
      assertThat(next.next().getCreated()).isTrue();
      assertThat(fake.openWatches()).isEqualTo(3);
    }
    assertThat(fake.historyReads()).containsExactly(10L);
  }

  @Test
  void memberListIsTheStates() {
    fake.state().members(FakeState.member(0xa1, "a", "http://127.0.0.1:1"));
    assertThat(
            ClusterGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .memberList(MemberListRequest.getDefaultInstance())
                .getMembersList())
        .singleElement()
        .satisfies(member -> assertThat(member.getName()).isEqualTo("a"));
  }

  @Test
  void callsAreCountedByMethod() {
    status();
    status();
    var unused = maintenance().alarm(AlarmRequest.getDefaultInstance());

    assertThat(fake.calls(MaintenanceGrpc.getStatusMethod())).isEqualTo(2);
    assertThat(fake.calls(MaintenanceGrpc.getAlarmMethod())).isEqualTo(1);
    assertThat(fake.calls(KVGrpc.getRangeMethod())).isZero();
    assertThat(fake.calls()).isEqualTo(3);
  }

  @Test
  void hangingMethodNeverAnswersAndOthersDo() {
    fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang());
    assertThatThrownBy(
            () ->
                MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                    .status(StatusRequest.getDefaultInstance()))
        .hasMessageContaining("DEADLINE_EXCEEDED");
    range(0);

    fake.modeOfAll(new FakeMode.Answer());
    status();
  }

  @Test
  void failingMethodFailsAsTold() {
    fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED));
    assertFails(this::status, EtcdErrors.PERMISSION_DENIED);
  }

  @Test
  void slowMethodAnswersLate() {
    status();
    fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Slow(Duration.ofMillis(300)));
    long before = System.nanoTime();
    assertThat(status().getVersion()).isNotEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void tokensAreAskedForGivenAndExpire() {
    fake.requireToken("root", "secret");
    assertFails(this::status, EtcdErrors.NO_USER);
    assertFails(() -> authenticate("root", "wrong"), EtcdErrors.WRONG_PASSWORD);

    String token = authenticate("root", "secret");
    statusWith(token);

    fake.expireTokens();
    assertFails(() -> statusWith(token), EtcdErrors.INVALID_TOKEN);
    statusWith(authenticate("root", "secret"));
  }

  private String authenticate(String user, String password) {
    return AuthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .authenticate(AuthenticateRequest.newBuilder().setName(user).setPassword(password).build())
        .getToken();
  }

  private void statusWith(String token) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
    var unused =
        maintenance()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .status(StatusRequest.getDefaultInstance());
  }

  @Test
  void goesDownAndComesUpOnTheSamePort() {
    status();
    String endpoint = fake.endpoint();
    fake.down();
    assertThatThrownBy(this::status).hasMessageContaining("UNAVAILABLE");
    fake.up();
    assertThat(fake.endpoint()).isEqualTo(endpoint);
    channel.resetConnectBackoff();
    Poll.until("it answers again", Duration.ofSeconds(5), () -> status().getDbSize() > 0);
  }

  @Test
  void garbageIsNoAnswer() {
    try (GarbageServer garbage = GarbageServer.start()) {
      ManagedChannel other = plain(garbage.endpoint());
      assertThatThrownBy(
              () ->
                  MaintenanceGrpc.newBlockingStub(other)
                      .withDeadlineAfter(5, TimeUnit.SECONDS)
                      .status(StatusRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class);
      other.shutdownNow();
    }
  }

  @Test
  void memberAnswersGrpcAndItsPageOnOnePort() throws Exception {
    try (FakeMember member = FakeMember.start(2_147_483_648L)) {
      ManagedChannel other = plain(member.endpoint());
      assertThat(
              MaintenanceGrpc.newBlockingStub(other)
                  .withDeadlineAfter(10, TimeUnit.SECONDS)
                  .status(StatusRequest.getDefaultInstance())
                  .getVersion())
          .isEqualTo("3.5.30");
      other.shutdownNow();

      Http.Page page = Http.get(member.clientUrl() + "/metrics");

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains("\netcd_server_quota_backend_bytes 2.147483648e+09\n");
      assertThat(MetricsText.value(page.body(), "etcd_server_quota_backend_bytes"))
          .hasValue(2_147_483_648.0);
      member.page().status(503);
      assertThat(Http.get(member.clientUrl() + "/metrics").status()).isEqualTo(503);
      assertThat(member.page().fetches()).isEqualTo(2);
    }
  }
}
