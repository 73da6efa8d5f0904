package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.ask;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** etcd with users. */
class TokenTest {
  private static final String SECRET = "hunter2";

  private final FakeEtcd fake = FakeEtcd.start();
  private final EtcdFixture etcd = new EtcdFixture();

  @TempDir Path dir;
  private Path passwordFile;
  private EtcdMember member;

  @BeforeEach
  void open() throws IOException {
    passwordFile = Files.writeString(dir.resolve("password"), SECRET + "\nnot this line\n");
    fake.requireToken("exporter", SECRET);
    member = etcd.withUser(fake.clientUrl(), "exporter", passwordFile);
  }

  @AfterEach
  void close() {
    member.close();
    etcd.close();
    fake.close();
  }

  private int tokensAskedFor() {
    return fake.calls(AuthGrpc.getAuthenticateMethod());
  }

  @Test
  void oneTokenServesManyCalls() {
    for (int i = 0; i < 3; i++) {
      assertThat(got(member::status).version()).isNotEmpty();
    }
    assertThat(got(member::memberList)).isEmpty();

    assertThat(tokensAskedFor()).isEqualTo(1);
  }

  @Test
  void callsThatOverlapShareOneToken() {
    Deadline deadline = Deadline.in(EtcdFixture.AMPLE);
    fake.mode(AuthGrpc.getAuthenticateMethod(), new FakeMode.Slow(Duration.ofMillis(100)));

    List<CompletableFuture<Answer<MemberStatus>>> calls =
        Stream.generate(() -> member.status(deadline)).limit(5).toList();

    assertThat(calls).allSatisfy(call -> assertThat(call.join().got()).isPresent());
    assertThat(tokensAskedFor()).isEqualTo(1);
  }

  @Test
  void expiredTokenIsRenewedWithinTheSameCall() {
    assertThat(got(member::status).version()).isNotEmpty();
    fake.expireTokens();

    assertThat(got(member::status).version()).isNotEmpty();
    assertThat(tokensAskedFor()).isEqualTo(2);

    fake.expireTokens();
    assertThat(got(member::memberList)).isEmpty();
    fake.expireTokens();
    long compacted = got(deadline -> member.compactedRevision(0, deadline));
    assertThat(compacted).isZero();
    assertThat(tokensAskedFor()).isEqualTo(4);
  }

  @Test
  void expiredTokenIsRenewedOnceForCallsThatOverlap() {
    assertThat(got(member::status).version()).isNotEmpty();
    fake.expireTokens();
    Deadline deadline = Deadline.in(EtcdFixture.AMPLE);

    List<CompletableFuture<Answer<MemberStatus>>> calls =
        Stream.generate(() -> member.status(deadline)).limit(5).toList();

    assertThat(calls).allSatisfy(call -> assertThat(call.join().got()).isPresent());
    assertThat(tokensAskedFor()).isEqualTo(2);
  }

  @Test
  void tokenThatWasRenewedMeanwhileIsNotAskedForAgain() {
    ManagedChannel channel = NettyChannelBuilder.forTarget(fake.endpoint()).usePlaintext().build();
    try {
      TokenSource tokens =
          new TokenSource(
              Optional.of(new TokenSource.User("exporter", PasswordFile.load(passwordFile))),
              channel);
      String old = got(tokens::token);
      String renewed = got(deadline -> tokens.renew(old, deadline));

      String again = got(deadline -> tokens.renew(old, deadline));

      assertThat(again).isEqualTo(renewed);

      assertThat(renewed).isNotEqualTo(old);
      assertThat(tokensAskedFor()).isEqualTo(2);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void wrongPasswordIsAReasonWithoutThePassword() throws IOException {
    Files.writeString(passwordFile, "wrong-" + SECRET);
    etcd.refreshFiles();

    Failure failure = refused(member::status);

    assertThat(failure.reason()).isEqualTo(Reason.UNAUTHENTICATED);
    assertThat(failure.detail()).contains("invalid user ID or password").doesNotContain(SECRET);
    assertThat(fake.calls(MaintenanceGrpc.getStatusMethod())).isZero();
  }

  @Test
  void changedPasswordFileIsTakenUp() throws IOException {
    Files.writeString(passwordFile, "wrong");
    etcd.refreshFiles();
    assertThat(refused(member::status).reason()).isEqualTo(Reason.UNAUTHENTICATED);

    Files.writeString(passwordFile, SECRET);
    etcd.refreshFiles();

    assertThat(got(member::status).version()).isNotEmpty();
  }

  @Test
  void passwordOfAFileThatVanishedStaysInUse() throws IOException {
    Files.delete(passwordFile);
    etcd.refreshFiles();

    assertThat(got(member::status).version()).isNotEmpty();
  }

  @Test
  void passwordMayEndWithoutALineBreak() throws IOException {
    Files.writeString(passwordFile, SECRET);
    etcd.refreshFiles();
    assertThat(got(member::status).version()).isNotEmpty();
    Files.writeString(passwordFile, SECRET + "\r\n");
    etcd.refreshFiles();
    fake.expireTokens();
    assertThat(got(member::status).version()).isNotEmpty();
  }

  @Test
  void memberThatWantsAUserSaysSo() {
    try (EtcdMember nobody = etcd.member(fake.clientUrl())) {
      Failure failure = refused(nobody::status);

      assertThat(failure.reason()).isEqualTo(Reason.UNAUTHENTICATED);
      assertThat(failure.detail()).contains("user name is empty");
      assertThat(tokensAskedFor()).isZero();
    }
  }

  @Test
  void userIsNoObstacleWhereAuthenticationIsOff() {
    try (FakeEtcd open = FakeEtcd.start();
        EtcdMember user = etcd.withUser(open.clientUrl(), "exporter", passwordFile)) {
      assertThat(got(user::status).version()).isNotEmpty();
      assertThat(got(user::status).version()).isNotEmpty();
      assertThat(open.calls(AuthGrpc.getAuthenticateMethod())).isEqualTo(1);
    }
  }

  @Test
  void authenticationSwitchedOnLaterIsFollowed() {
    try (FakeEtcd other = FakeEtcd.start();
        EtcdMember user = etcd.withUser(other.clientUrl(), "exporter", passwordFile)) {
      assertThat(got(user::status).version()).isNotEmpty();

      other.requireToken("exporter", SECRET);

      assertThat(got(user::status).version()).isNotEmpty();
    }
  }

  @Test
  void hangingAuthenticationEndsWithTheDeadlineAndIsTriedAgain() {
    fake.mode(AuthGrpc.getAuthenticateMethod(), new FakeMode.Hang());
    Failure failure =
        member.status(Deadline.in(Duration.ofMillis(300))).join().refusal().orElseThrow();
    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);

    fake.mode(AuthGrpc.getAuthenticateMethod(), new FakeMode.Answer());

    assertThat(ask(member::status).got()).isPresent();
  }
}
