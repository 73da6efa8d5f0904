package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.testkit.fake.AskedRange;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  private static final int MIB = 1 << 20;
  private static final KeyRead EVERYTHING = new KeyRead(KeyRange.ALL, 0, 0, Content.VALUES);

  @AutoClose private final FakeEtcd fake = FakeEtcd.start();
  @AutoClose private final EtcdFixture etcd = new EtcdFixture();
  private final EtcdMember member = etcd.member(fake.clientUrl());

  @TempDir Path dir;

  private KeyPage page(KeyRead read) {
    return got(deadline -> member.keys(read, deadline));
  }

  @Test
  void pageHasEverythingButTheValues() {
    // Given two keys, one of them binary
    Key binary = Key.of(new byte[] {(byte) 0xfe, 0});
    fake.keys().put("/a", 5);
    fake.keys().put("/a", 7);
    fake.keys().put(binary, 0);

    // When they are read
    KeyPage page = page(EVERYTHING);

    // Then
    assertThat(page.header()).isEqualTo(new StoreHeader(0xc1, 0xa1, 4));
    assertThat(page.count()).isEqualTo(2);
    assertThat(page.entries())
        .containsExactly(
            // Tags, lengths and small numbers take a byte each.
            new KeyEntry(Key.of("/a"), 3, 2, 7, 4 + 6 + 9), new KeyEntry(binary, 4, 1, 0, 4 + 6));
  }

  @Test
  void readReachesEtcdAsItIsMeant() {
    KeyRange range = KeyRange.of(Key.of("/a"), Key.of("/b"));
    fake.state().revision(9);

    page(new KeyRead(range, 7, 3, Content.KEYS));
    page(EVERYTHING);

    assertThat(fake.ranges())
        .containsExactly(
            new AskedRange(new KeyRead(range, 7, 3, Content.KEYS), true, 0),
            new AskedRange(EVERYTHING, true, 0));
    assertThat(fake.ranges()).extracting(AskedRange::open).containsExactly(false, true);
  }

  @Test
  void limitLeavesKeysOutAndSaysSo() {
    fake.keys().putAll(5, i -> Key.of("/" + i), 1);

    KeyPage page = page(new KeyRead(KeyRange.ALL, 0, 2, Content.KEYS));

    assertThat(page.entries())
        .extracting(KeyEntry::key)
        .containsExactly(Key.of("/0"), Key.of("/1"));
    assertThat(page.more()).isTrue();
    assertThat(page.count()).isEqualTo(5);
  }

  @Test
  void pageMayBeLargeButNotEndless() {
    // Given more than gRPC takes by itself
    fake.keys().putAll(6, i -> Key.of("/" + i), MIB);
    assertThat(page(EVERYTHING).responseBytes()).isBetween(6L * MIB, 6L * MIB + 1000);

    // When it is more than any page that is asked for
    fake.keys().putAll(65, i -> Key.of("/" + i), MIB);

    // Then it is refused, and one can tell why
    assertThat(refused(deadline -> member.keys(EVERYTHING, deadline)).tooLarge()).isTrue();
  }

  @Test
  void compactedAndFutureRevisionsAreToldApart() {
    fake.state().revision(20).compactedRevision(10);

    Failure old =
        refused(deadline -> member.keys(new KeyRead(KeyRange.ALL, 9, 0, Content.KEYS), deadline));
    Failure ahead =
        refused(deadline -> member.keys(new KeyRead(KeyRange.ALL, 21, 0, Content.KEYS), deadline));

    assertThat(old.compacted()).isTrue();
    assertThat(old.future()).isFalse();
    assertThat(ahead.future()).isTrue();
    assertThat(ahead.compacted()).isFalse();
  }

  @Test
  void hangingMemberIsATimeout() {
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Hang());

    Answer<KeyPage> answer = member.keys(EVERYTHING, Deadline.in(Duration.ofMillis(200))).join();

    assertThat(answer.refusal()).map(Failure::reason).contains(Reason.TIMEOUT);
  }

  @Test
  void cancellingReachesTheCall() {
    ScriptedCall<RangeRequest, KeyPage> call = new ScriptedCall<>();
    CompletableFuture<Answer<KeyPage>> answer =
        new KeyReader(call.calls()).read(EVERYTHING, Deadline.in(EtcdFixture.AMPLE));
    assertThat(call.cancelled()).isFalse();

    answer.cancel(false);

    assertThat(call.cancelled()).isTrue();
    assertThat(answer).isCancelled();
  }

  @Test
  void cancelledWhileItWaitsForItsTokenItIsNeverSent() throws IOException {
    // Given a token that takes a while
    fake.requireToken("exporter", "secret");
    fake.mode(AuthGrpc.getAuthenticateMethod(), new FakeMode.Slow(Duration.ofMillis(100)));
    try (EtcdMember user = withUser()) {
      CompletableFuture<Answer<KeyPage>> answer =
          user.keys(EVERYTHING, Deadline.in(EtcdFixture.AMPLE));

      // When the read is cancelled, and another call gets that token
      answer.cancel(false);
      assertThat(got(user::status).version()).isNotEmpty();

      // Then
      assertThat(answer).isCancelled();
      assertThat(fake.calls(AuthGrpc.getAuthenticateMethod())).isEqualTo(1);
      assertThat(fake.calls(KVGrpc.getRangeMethod())).isZero();
    }
  }

  @Test
  void expiredTokenIsRenewed() throws IOException {
    fake.requireToken("exporter", "secret");
    try (EtcdMember user = withUser()) {
      assertThat(got(deadline -> user.keys(EVERYTHING, deadline)).count()).isZero();
      fake.expireTokens();

      assertThat(got(deadline -> user.keys(EVERYTHING, deadline)).count()).isZero();

      assertThat(fake.calls(AuthGrpc.getAuthenticateMethod())).isEqualTo(2);
    }
  }

  private EtcdMember withUser() throws IOException {
    return etcd.withUser(
        fake.clientUrl(), "exporter", Files.writeString(dir.resolve("password"), "secret"));
  }
}
