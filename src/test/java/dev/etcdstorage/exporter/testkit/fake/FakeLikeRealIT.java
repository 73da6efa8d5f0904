package dev.etcdstorage.exporter.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.data.AlarmText;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the fake says, real etcd says: code, text and order. On every release that is there, since
 * the fake stands for all of them.
 */
class FakeLikeRealIT {

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.all();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void compactedAndFutureRevisions(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        Writer writer = Writer.to(etcd.endpoint());
        Client client = new Client(etcd.endpoint())) {
      writer.overwrite("/a", 19, 10);
      writer.compactPhysically(10);

      assertSame(client.failureOfRange(9), EtcdErrors.COMPACTED);
      assertSame(client.failureOfRange(21), EtcdErrors.FUTURE_REVISION);
      client.range(10);
      client.range(20);

      try (WatchProbe compacted = WatchProbe.at(client.channel(), 9);
          WatchProbe next = WatchProbe.at(client.channel(), 21)) {
        assertThat(compacted.next().getCreated()).isTrue();
        var canceled = compacted.next();
        assertThat(canceled.getCanceled()).isTrue();
        assertThat(canceled.getCompactRevision()).isEqualTo(10);
        assertThat(next.next().getCreated()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void rangesOfTheSameWrites(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        FakeEtcd fake = FakeEtcd.start();
        Client real = new Client(etcd.endpoint());
        Client imitated = new Client(fake.endpoint())) {
      asOld(binary, fake);
      SameWrites.write(real.channel());
      SameWrites.write(imitated.channel());

      assertThat(SameWrites.ranges(imitated.channel()))
          .containsExactlyElementsOf(SameWrites.ranges(real.channel()));

      SameWrites.compact(real.channel());
      SameWrites.compact(imitated.channel());

      assertThat(SameWrites.ranges(imitated.channel()))
          .containsExactlyElementsOf(SameWrites.ranges(real.channel()));
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void watchesOfTheSameWrites(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        FakeEtcd fake = FakeEtcd.start();
        Client real = new Client(etcd.endpoint());
        Client imitated = new Client(fake.endpoint())) {
      asOld(binary, fake);
      assertThat(SameWrites.watchFromNow(imitated.channel()))
          .containsExactlyElementsOf(SameWrites.watchFromNow(real.channel()));
      assertThat(SameWrites.watches(imitated.channel()))
          .containsExactlyElementsOf(SameWrites.watches(real.channel()));

      SameWrites.compact(real.channel());
      SameWrites.compact(imitated.channel());

      assertThat(SameWrites.watches(imitated.channel()))
          .containsExactlyElementsOf(SameWrites.watches(real.channel()));
    }
  }

  private static void asOld(EtcdBinary binary, FakeEtcd fake) {
    if (binary.version().majorMinor().equals("3.4")) {
      fake.dropCompactedDeletions();
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void noSpaceAndItsAlarmText(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).quotaBytes(1));
        Client client = new Client(etcd.endpoint())) {
      assertSame(client.failureOfPut(), EtcdErrors.NO_SPACE);
      String alarm = etcd.etcdctl().status().errors().get(0);
      if (binary.version().isAtLeast("3.7")) {
        // One space or two between the fields, which its library lets each build decide.
        assertThat(alarm).doesNotEndWith(" ");
        assertThat(alarm)
            .isEqualToNormalizingWhitespace(AlarmText.newer(etcd.memberId(), "NOSPACE"));
      } else {
        assertThat(alarm).isEqualTo(AlarmText.classic(etcd.memberId(), "NOSPACE"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void authentication(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).flag("--bcrypt-cost=4"));
        Client client = new Client(etcd.endpoint())) {
      assertSame(client.failureOfAuthenticate("root", "secret"), EtcdErrors.AUTH_NOT_ENABLED);
      etcd.etcdctl().addRole("reader", "/app/");
      etcd.etcdctl().addUser("alice", "secret");
      etcd.etcdctl().grantRole("alice", "reader");
      etcd.etcdctl().enableAuth("root-secret");

      assertSame(client.failureOfRange(0), EtcdErrors.NO_USER);
      assertSame(client.failureOfAuthenticate("alice", "wrong"), EtcdErrors.WRONG_PASSWORD);
      assertSame(client.with("simple.1").failureOfRange(0), EtcdErrors.INVALID_TOKEN);
      assertSame(
          client.with(client.authenticate("alice", "secret")).failureOfRange(0),
          EtcdErrors.PERMISSION_DENIED);
    }
  }

  private static void assertSame(Status real, Status fake) {
    assertThat(real.getDescription()).isEqualTo(fake.getDescription());
    assertThat(real.getCode()).isEqualTo(fake.getCode());
  }

  /** A plain stub with or without a token. */
  private record Client(ManagedChannel channel, Metadata headers) implements AutoCloseable {

    Client(String endpoint) {
      this(NettyChannelBuilder.forTarget(endpoint).usePlaintext().build(), new Metadata());
    }

    Client with(String token) {
      Metadata withToken = new Metadata();
      withToken.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
      return new Client(channel, withToken);
    }

    private KVGrpc.KVBlockingStub kv() {
      return KVGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    void range(long revision) {
      var unused =
          kv().range(
                  RangeRequest.newBuilder()
                      .setKey(ByteString.copyFromUtf8("/nowhere"))
                      .setRevision(revision)
                      .build());
    }

    Status failureOfRange(long revision) {
      return failure(() -> range(revision));
    }

    Status failureOfPut() {
      return failure(
          () -> {
            var unused =
                kv().put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("/a")).build());
          });
    }

    String authenticate(String user, String password) {
      return AuthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(10, TimeUnit.SECONDS)
          .authenticate(
              AuthenticateRequest.newBuilder().setName(user).setPassword(password).build())
          .getToken();
    }

    Status failureOfAuthenticate(String user, String password) {
      return failure(() -> authenticate(user, password));
    }

    private static Status failure(Runnable call) {
      return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
