package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.EtcdErrors;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.fake.GarbageServer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchStreamTest {
  @AutoClose private final FakeEtcd fake = FakeEtcd.start();
  @AutoClose private final EtcdFixture etcd = new EtcdFixture();
  private final EtcdMember member = etcd.member(fake.clientUrl());

  @TempDir Path dir;

  private void assertNobodyWatches() {
    Poll.until("no watch is open", EtcdFixture.AMPLE, () -> fake.openWatches() == 0);
  }

  private static Failure end(WatchLog log) {
    return log.next(WatchMessage.Ended.class).failure();
  }

  @Test
  void tellsEverythingAfterTheRevisionThatItBeganAt() {
    fake.keys().put("/before", 1);
    try (WatchLog log = WatchLog.from(member, 0)) {
      assertThat(log.next()).isEqualTo(new WatchMessage.Created(new StoreHeader(0xc1, 0xa1, 2)));

      fake.keys().put("/a", 5);
      fake.keys().delete("/a");

      assertThat(log.next())
          .isEqualTo(
              new WatchMessage.Events(
                  new StoreHeader(0xc1, 0xa1, 3),
                  List.of(new KeyEvent(Key.of("/a"), false, 3, 1, 5)),
                  true));
      assertThat(log.events(1)).containsExactly(new KeyEvent(Key.of("/a"), true, 4, 0, 0));
      assertThat(fake.watchStarts()).containsExactly(0L);
    }
  }

  @Test
  void catchesUpFromAnOldRevision() {
    fake.keys().putAll(2500, i -> Key.of("/" + i), 1);

    try (WatchLog log = WatchLog.from(member, 2)) {
      log.next(WatchMessage.Created.class);

      assertThat(log.next(WatchMessage.Events.class).header().revision()).isEqualTo(2501);
      assertThat(log.events(1500)).extracting(KeyEvent::revision).isSorted().contains(2501L);
    }
  }

  @Test
  void fragmentsAreAskedForAndMarked() {
    fake.fragmentEvery(2);
    try (WatchLog log = WatchLog.created(member)) {
      fake.keys().together(now -> now.put("/a", 1).put("/b", 1).put("/c", 1).put("/d", 1));
      fake.keys().together(now -> now.put("/a", 1).put("/b", 1).put("/c", 1));

      List<Boolean> last = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        WatchMessage.Events events = log.next(WatchMessage.Events.class);
        last.add(events.last());
        sizes.add(events.events().size());
      }

      assertThat(last).containsExactly(false, true, false, true);
      assertThat(sizes).containsExactly(2, 2, 2, 1);
    }
  }

  @Test
  void compactedStartIsTheLastWord() {
    fake.state().revision(20).compactedRevision(10);

    try (WatchLog log = WatchLog.from(member, 9)) {
      log.next(WatchMessage.Created.class);
      assertThat(log.next(WatchMessage.Compacted.class).compactedRevision()).isEqualTo(10);

      assertNobodyWatches();
      fake.keys().put("/a", 1);
      assertQuiet(log);
    }
  }

  /** What is still on its way to the executor arrives before this; then nothing may be there. */
  private static void assertQuiet(WatchLog log) {
    try {
      log.thread().submit(() -> {}).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    assertThat(log.untaken()).isEmpty();
  }

  @Test
  void compactionThatOvertakesASlowWatchEndsIt() {
    try (WatchLog log = WatchLog.created(member)) {
      fake.holdWatches();
      fake.keys().putAll(10, i -> Key.of("/" + i), 1);
      fake.keys().compact(8);

      fake.releaseWatches();

      assertThat(log.next(WatchMessage.Compacted.class).compactedRevision()).isEqualTo(8);
    }
  }

  @Test
  void cleanEndOfTheStreamIsAnEnd() {
    try (WatchLog log = WatchLog.created(member)) {
      fake.endWatches();

      assertThat(end(log).reason()).isEqualTo(Reason.UNREACHABLE);
      assertQuiet(log);
    }
  }

  @Test
  void brokenStreamSaysWhy() {
    try (WatchLog log = WatchLog.created(member)) {
      fake.endWatches(EtcdErrors.NO_LEADER);

      assertThat(end(log)).isEqualTo(new Failure(Reason.ETCD_ERROR, "etcdserver: no leader"));
      assertQuiet(log);
    }
  }

  @Test
  void lostConnectionIsAnEnd() {
    try (WatchLog log = WatchLog.created(member)) {
      fake.down();

      assertThat(end(log)).extracting(Failure::reason).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void memberThatIsDownOrSpeaksGarbageEndsTheWatchAtOnce() {
    fake.down();
    try (WatchLog log = WatchLog.from(member, 0)) {
      assertThat(end(log).reason()).isEqualTo(Reason.UNREACHABLE);
    }
    try (GarbageServer garbage = GarbageServer.start();
        EtcdMember strange = etcd.member("http://" + garbage.endpoint());
        WatchLog log = WatchLog.from(strange, 0)) {
      assertThat(end(log).reason()).isEqualTo(Reason.INVALID_ANSWER);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "etcdserver: permission denied, PERMISSION_DENIED, etcdserver: permission denied",
    "'rpc error: code = PermissionDenied desc = etcdserver: permission denied', PERMISSION_DENIED,"
        + " etcdserver: permission denied",
    "etcdserver: invalid auth token, UNAUTHENTICATED, etcdserver: invalid auth token",
    "something else, ETCD_ERROR, etcdserver: cancelled. something else",
    "'', ETCD_ERROR, etcdserver: cancelled."
  })
  void refusedOrCancelledWatchSaysWhy(String why, Reason reason, String detail) {
    fake.refuseWatches(why);
    try (WatchLog log = WatchLog.from(member, 0)) {
      assertThat(end(log)).isEqualTo(new Failure(reason, detail));
      assertQuiet(log);
    }
    fake.allowWatches();
    try (WatchLog log = WatchLog.created(member)) {
      fake.cancelWatches(why);
      assertThat(end(log)).isEqualTo(new Failure(reason, detail));
      assertNobodyWatches();
    }
  }

  @Test
  void valuesAreNoObstacleUpToASize() {
    try (WatchLog log = WatchLog.created(member)) {
      fake.keys().put("/a", 5 << 20);
      assertThat(log.events(1)).extracting(KeyEvent::valueBytes).containsExactly(5 << 20);

      fake.keys().put("/a", 17 << 20);
      assertThat(end(log).tooLarge()).isTrue();
    }
  }

  @Test
  void closedWatchHearsNothingMore() {
    try (WatchLog log = WatchLog.created(member)) {
      log.watch().close();
      assertNobodyWatches();

      fake.keys().put("/a", 1);

      assertQuiet(log);
    }
  }

  @Test
  void closedMemberEndsTheWatch() {
    try (WatchLog log = WatchLog.created(member)) {
      member.close();

      assertThat(end(log).detail()).isNotEmpty();
    }
  }

  @Test
  void failingListenerIsToldOnceAndThenNoMore() {
    // Given a listener that understands nothing
    List<WatchMessage> heard = new CopyOnWriteArrayList<>();
    KeyWatch watch =
        member.watch(
            0,
            Runnable::run,
            message -> {
              heard.add(message);
              throw new IllegalStateException("not today");
            });

    // Then the watch ends for it as for any other reason
    assertNobodyWatchesAfter(1);
    Poll.until("the last word", EtcdFixture.AMPLE, () -> heard.size() == 2);
    assertThat(heard.get(0)).isInstanceOf(WatchMessage.Created.class);
    assertThat(heard.get(1))
        .isEqualTo(
            new WatchMessage.Ended(
                new Failure(
                    Reason.INVALID_ANSWER,
                    "not understood: java.lang.IllegalStateException: not today")));
    watch.close();
  }

  private void assertNobodyWatchesAfter(int calls) {
    Poll.until(
        "the watch came and went",
        EtcdFixture.AMPLE,
        () -> fake.watchStarts().size() == calls && fake.openWatches() == 0);
  }

  @Test
  void nextMessageIsAskedForWhenTheListenerIsDone() {
    ScriptedCall<WatchRequest, WatchAnswer> call = new ScriptedCall<>();
    List<Integer> requestedMeanwhile = new ArrayList<>();
    WatchStream stream =
        WatchStream.open(
            call.calls(),
            0,
            1 << 20,
            Runnable::run,
            message -> requestedMeanwhile.add(call.requested()));

    call.answer(answer(true, List.of()));
    call.answer(answer(false, List.of()));
    call.answer(answer(false, List.of(new KeyEvent(Key.of("/a"), false, 2, 1, 1))));

    // An answer without events is not handed over.
    assertThat(requestedMeanwhile).containsExactly(1, 3);
    assertThat(call.requested()).isEqualTo(4);
    stream.close();
    assertThat(call.cancelled()).isTrue();
    call.answer(answer(false, List.of(new KeyEvent(Key.of("/a"), false, 3, 1, 1))));
    assertThat(requestedMeanwhile).hasSize(2);
  }

  private static WatchAnswer answer(boolean created, List<KeyEvent> events) {
    return new WatchAnswer(new StoreHeader(1, 2, 3), created, false, 0, "", false, events);
  }

  @Test
  void outdatedTokenIsRenewedOnce() throws IOException {
    fake.requireToken("exporter", "secret");
    try (EtcdMember user = withUser()) {
      assertThat(got(user::status).version()).isNotEmpty();
      fake.expireTokens();
      try (WatchLog log = WatchLog.created(user)) {
        assertThat(fake.calls(AuthGrpc.getAuthenticateMethod())).isEqualTo(2);
        assertQuiet(log);
      }

      // Words in place of a status, and no token helps
      fake.refuseWatches("etcdserver: invalid auth token");
      int before = fake.calls(WatchGrpc.getWatchMethod());
      try (WatchLog log = WatchLog.from(user, 0)) {
        assertThat(end(log).reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(fake.calls(WatchGrpc.getWatchMethod())).isEqualTo(before + 2);
        assertQuiet(log);
      }
    }
  }

  @Test
  void closedWhileItWaitsForItsTokenItNeverBegins() throws IOException {
    fake.requireToken("exporter", "secret");
    fake.mode(AuthGrpc.getAuthenticateMethod(), new FakeMode.Slow(Duration.ofMillis(100)));
    try (EtcdMember user = withUser();
        WatchLog log = WatchLog.from(user, 0)) {
      log.watch().close();

      assertThat(got(user::status).version()).isNotEmpty();

      assertThat(fake.calls(WatchGrpc.getWatchMethod())).isZero();
      assertQuiet(log);
    }
  }

  @Test
  void refusedPasswordEndsTheWatch() throws IOException {
    fake.requireToken("exporter", "another");
    try (EtcdMember user = withUser();
        WatchLog log = WatchLog.from(user, 0)) {
      assertThat(end(log).reason()).isEqualTo(Reason.UNAUTHENTICATED);
    }
  }

  private EtcdMember withUser() throws IOException {
    return etcd.withUser(
        fake.clientUrl(), "exporter", Files.writeString(dir.resolve("password"), "secret"));
  }

  @Test
  void watchOutlivesAChannelThatStatusMadeIdle() {
    try (WatchLog log = WatchLog.created(member)) {
      // Given a Status without an answer, after which the next one connects anew
      fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang());
      assertThat(member.status(Deadline.in(Duration.ofMillis(200))).join().got()).isEmpty();
      fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Answer());
      assertThat(got(member::status).version()).isNotEmpty();
      assertThat(member.connections()).isEqualTo(2);

      // When something changes
      fake.keys().put("/a", 1);

      // Then the watch tells it on the connection that it has
      assertThat(log.events(1)).extracting(KeyEvent::key).containsExactly(Key.of("/a"));
    }
  }

  @Test
  void restoredStoreIsAnotherOne() {
    fake.keys().putAll(10, i -> Key.of("/" + i), 1);
    try (WatchLog log = WatchLog.created(member)) {
      fake.restore(0xc2, 3);
      assertThat(end(log).detail()).isNotEmpty();
    }
    try (WatchLog log = WatchLog.from(member, 12)) {
      assertThat(log.next()).isEqualTo(new WatchMessage.Created(new StoreHeader(0xc2, 0xa1, 3)));
    }
  }
}
