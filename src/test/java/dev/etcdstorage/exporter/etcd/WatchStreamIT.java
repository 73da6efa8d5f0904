package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Watching real etcd. */
class WatchStreamIT {
  private static final Key BINARY = Key.of(new byte[] {(byte) 0xff, 0, (byte) 0x80, '\n'});
  private static final int LARGE = 1 << 20;

  @TempDir Path dir;

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void everythingFromNowOn(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        RawKeys keys = new RawKeys(etcd.endpoint());
        EtcdFixture fixture = new EtcdFixture();
        EtcdMember member = fixture.member(etcd.clientUrl())) {
      // Given a watch from now on
      long before = keys.put(Key.of("/before"), 10);
      try (WatchLog log = WatchLog.from(member, 0)) {
        assertThat(log.next(WatchMessage.Created.class).header().revision()).isEqualTo(before);

        // When keys of every kind change
        long lease = keys.lease();
        keys.put(Key.of("/a"), 10);
        keys.put(Key.of("/a"), 20);
        keys.put(Key.of("/empty"), 0);
        keys.put(Key.of("/leased"), 5, lease);
        keys.put(BINARY, 7);
        keys.delete(Key.of("/a"));
        keys.put(Key.of("/large"), LARGE);
        keys.putTogether("/t", 3, 4);

        // Then each change is told once
        assertThat(log.events(10))
            .containsExactly(
                new KeyEvent(Key.of("/a"), false, before + 1, 1, 10),
                new KeyEvent(Key.of("/a"), false, before + 2, 2, 20),
                new KeyEvent(Key.of("/empty"), false, before + 3, 1, 0),
                new KeyEvent(Key.of("/leased"), false, before + 4, 1, 5),
                new KeyEvent(BINARY, false, before + 5, 1, 7),
                new KeyEvent(Key.of("/a"), true, before + 6, 0, 0),
                new KeyEvent(Key.of("/large"), false, before + 7, 1, LARGE),
                new KeyEvent(Key.of("/t0"), false, before + 8, 1, 4),
                new KeyEvent(Key.of("/t1"), false, before + 8, 1, 4),
                new KeyEvent(Key.of("/t2"), false, before + 8, 1, 4));
        assertThat(log.untaken()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void eventAboveTheUsualSizeIsTakenWhereTheSettingFollowsEtcds(EtcdBinary binary) {
    try (RealEtcd etcd =
            RealEtcd.start(EtcdLaunch.of(binary).flag("--max-request-bytes=33554432"));
        RawKeys keys = new RawKeys(etcd.endpoint());
        EtcdFixture fixture = new EtcdFixture();
        EtcdMember usual = fixture.member(etcd.clientUrl());
        EtcdMember large = fixture.withMaxRequest(etcd.clientUrl(), 32 << 20);
        WatchLog refused = WatchLog.created(usual);
        WatchLog taken = WatchLog.created(large)) {
      // When one is near that limit
      keys.put(Key.of("/large"), 20_000_000);
      keys.put(Key.of("/a"), 1);

      // Then it is heard, or it is told how large it was
      assertThat(taken.events(2)).extracting(KeyEvent::valueBytes).containsExactly(20_000_000, 1);
      Failure failure = refused.next(WatchMessage.Ended.class).failure();
      assertThat(failure.tooLarge()).isTrue();
      assertThat(failure.tooLargeBytes().orElseThrow()).isBetween(20_000_000L, 20_000_200L);
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void catchingUpWithLargeValuesComesInFragments(EtcdBinary binary) {
    try (RealEtcd etcd =
            RealEtcd.start(EtcdLaunch.of(binary).flag("--max-request-bytes=10485760"));
        RawKeys keys = new RawKeys(etcd.endpoint());
        EtcdFixture fixture = new EtcdFixture();
        EtcdMember member = fixture.member(etcd.clientUrl())) {
      // Given far more than one message may be
      long first = keys.put(Key.of("/0"), LARGE);
      for (int i = 1; i < 24; i++) {
        keys.put(Key.of("/" + i), LARGE);
      }
      long together = keys.putTogether("/t", 9, LARGE);
      long last = keys.put(Key.of("/last"), 1);

      // When a watch catches up
      try (WatchLog log = WatchLog.from(member, first)) {
        assertThat(log.next(WatchMessage.Created.class).header().revision()).isEqualTo(last);
        List<WatchMessage.Events> messages = new ArrayList<>();
        int events = 0;
        while (events < 34) {
          WatchMessage.Events message = log.next(WatchMessage.Events.class);
          messages.add(message);
          events += message.events().size();
        }

        // Then each event came once, in fragments that say so
        assertThat(messages).hasSizeGreaterThan(2);
        assertThat(messages.get(0).last()).isFalse();
        assertThat(messages.get(messages.size() - 1).last()).isTrue();
        assertThat(messages)
            .flatExtracting(WatchMessage.Events::events)
            .filteredOn(event -> event.revision() != together)
            .extracting(KeyEvent::revision)
            .doesNotHaveDuplicates()
            .isSorted()
            .hasSize(25);
        assertThat(messages)
            .flatExtracting(WatchMessage.Events::events)
            .filteredOn(event -> event.revision() == together)
            .extracting(KeyEvent::key)
            .doesNotHaveDuplicates()
            .hasSize(9);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void compactedStartTellsHowFar(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        RawKeys keys = new RawKeys(etcd.endpoint());
        EtcdFixture fixture = new EtcdFixture();
        EtcdMember member = fixture.member(etcd.clientUrl())) {
      long first = keys.put(Key.of("/a"), 10);
      keys.put(Key.of("/a"), 10);
      long last = keys.put(Key.of("/a"), 10);
      keys.compact(last);

      try (WatchLog log = WatchLog.from(member, first)) {
        log.next(WatchMessage.Created.class);
        assertThat(log.next(WatchMessage.Compacted.class).compactedRevision()).isEqualTo(last);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void memberThatGoesEndsTheWatch(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        EtcdFixture fixture = new EtcdFixture();
        EtcdMember member = fixture.member(etcd.clientUrl());
        WatchLog stopped = WatchLog.created(member)) {
      etcd.stop();
      assertThat(stopped.next(WatchMessage.Ended.class).failure().detail()).isNotEmpty();

      etcd.restart();
      assertThat(EtcdFixture.got(member::status).version()).isNotEmpty();
      try (WatchLog killed = WatchLog.created(member)) {
        etcd.kill9();
        assertThat(killed.next(WatchMessage.Ended.class).failure().reason())
            .isEqualTo(Reason.UNREACHABLE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void outdatedTokenIsRenewedAndAMissingRightIsTold(EtcdBinary binary) throws IOException {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).flag("--bcrypt-cost=4"));
        EtcdFixture fixture = new EtcdFixture()) {
      etcd.etcdctl().addRole("reader", "/app/");
      etcd.etcdctl().addUser("alice", "secret");
      etcd.etcdctl().grantRole("alice", "reader");
      etcd.etcdctl().enableAuth("root-secret");
      Path rootPassword = Files.writeString(dir.resolve("root"), "root-secret");
      Path alicePassword = Files.writeString(dir.resolve("alice"), "secret");

      try (EtcdMember root = fixture.withUser(etcd.clientUrl(), "root", rootPassword);
          EtcdMember alice = fixture.withUser(etcd.clientUrl(), "alice", alicePassword);
          EtcdMember nobody = fixture.member(etcd.clientUrl())) {
        // Given a token, and a member that has forgotten all tokens
        try (WatchLog first = WatchLog.created(root)) {
          assertThat(first.untaken()).isEmpty();
        }
        etcd.restart();

        // When it is watched again, then with a new one
        try (WatchLog again = WatchLog.from(root, 0);
            WatchLog denied = WatchLog.from(alice, 0);
            WatchLog unknown = WatchLog.from(nobody, 0)) {
          assertThat(again.next()).isInstanceOf(WatchMessage.Created.class);
          assertThat(denied.next(WatchMessage.Ended.class).failure())
              .isEqualTo(new Failure(Reason.PERMISSION_DENIED, "etcdserver: permission denied"));
          assertThat(unknown.next(WatchMessage.Ended.class).failure())
              .isEqualTo(new Failure(Reason.UNAUTHENTICATED, "etcdserver: user name is empty"));
        }
      }
    }
  }
}
