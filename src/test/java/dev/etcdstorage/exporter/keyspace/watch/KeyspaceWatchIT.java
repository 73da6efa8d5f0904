package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdUsers;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event is counted once, whatever happens to etcd. */
class KeyspaceWatchIT {
  private static final int ENOUGH = 100_000;

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  private static void awaitWrites(LoadWriter writer) {
    long before = writer.done();
    Poll.until("more is written", RunningWatch.SOON, () -> writer.done() > before + 200);
  }

  private static void assertCountedAll(RunningWatch watch, LoadWriter writer, long before) {
    writer.stop();
    WatchSample sample = watch.awaitPassed(writer.revision() - before);
    assertThat(sample.missed()).isZero();
    assertThat(sample.seen()).isEqualTo(writer.revision() - before);
    assertThat(RunningWatch.puts(sample)).isEqualTo(writer.puts());
    assertThat(RunningWatch.deletes(sample)).isEqualTo(writer.deletes());
    assertThat(RunningWatch.deletes(sample)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void countsEveryEventThroughKillsAndPauses(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        LoadWriter writer = new LoadWriter(etcd.endpoint())) {
      long before = writer.prepare();
      try (RunningWatch watch = RunningWatch.on(ENOUGH, etcd.clientUrl())) {
        writer.begin();

        // When it is killed, restarted and paused while it is written to
        for (int round = 0; round < 3; round++) {
          awaitWrites(writer);
          etcd.kill9();
          etcd.restart();
          awaitWrites(writer);
          long failed = writer.failed();
          etcd.pause();
          Poll.until("a put fails", RunningWatch.SOON, () -> writer.failed() > failed);
          etcd.resume();
        }
        // and once for so long that the watch gives the connection up
        awaitWrites(writer);
        watch.awaitWorking(true);
        etcd.pause();
        watch.awaitWorking(false);
        etcd.resume();
        awaitWrites(writer);
        etcd.restart();
        awaitWrites(writer);

        // Then
        assertCountedAll(watch, writer, before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void countsEveryEventWhenTheLeaderThatItWatchesIsKilled(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      RealEtcd leader = cluster.leader();
      RealEtcd writtenTo = cluster.followers().get(0);
      RealEtcd other = cluster.followers().get(1);
      try (LoadWriter writer = new LoadWriter(writtenTo.endpoint())) {
        long before = writer.prepare();
        try (RunningWatch watch =
            RunningWatch.on(ENOUGH, leader.clientUrl(), other.clientUrl(), writtenTo.clientUrl())) {
          writer.begin();

          // When the leader is killed, and then the next
          awaitWrites(writer);
          leader.kill9();
          awaitWrites(writer);
          leader.restart();
          watch.awaitWorking(true);
          awaitWrites(writer);
          other.kill9();
          awaitWrites(writer);
          other.restart();
          awaitWrites(writer);

          // Then
          assertCountedAll(watch, writer, before);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void missesExactlyWhatWasCompactedWhileItWasAway(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      RealEtcd watched = cluster.followers().get(0);
      RealEtcd writtenTo = cluster.followers().get(1);
      try (LoadWriter writer = new LoadWriter(writtenTo.endpoint())) {
        long before = writer.prepare();
        try (RunningWatch watch = RunningWatch.on(ENOUGH, watched.clientUrl())) {
          for (int n = 0; n < 10; n++) {
            assertThat(writer.writeOnce(n)).isPositive();
          }
          long seen = watch.awaitPassed(10).seen();
          long eventsSeen =
              RunningWatch.puts(watch.sample()) + RunningWatch.deletes(watch.sample());

          // When it is away, revisions go by, and one with a delete is the compacted one
          watched.kill9();
          watch.awaitWorking(false);
          for (int n = 1; n < 30; n++) {
            assertThat(writer.writeOnce(n)).isPositive();
          }
          long compacted = writer.writeOnce(3);
          long putsBefore = writer.puts();
          long deletesBefore = writer.deletes();
          for (int n = 1; n < 15; n++) {
            assertThat(writer.writeOnce(n)).isPositive();
          }
          writer.compact(compacted);
          watched.restart();

          // Then what is compacted is missed, that one too, and the rest is counted
          WatchSample sample = watch.awaitPassed(writer.revision() - before);
          assertThat(seen).isEqualTo(10);
          assertThat(sample.missed()).isEqualTo(compacted - before - seen);
          assertThat(sample.seen()).isEqualTo(seen + writer.revision() - compacted);
          assertThat(RunningWatch.puts(sample) + RunningWatch.deletes(sample))
              .isEqualTo(
                  eventsSeen + (writer.puts() - putsBefore) + (writer.deletes() - deletesBefore));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void leavesOutWhatIsTooMuchAndWatchesFromNow(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      RealEtcd watched = cluster.followers().get(0);
      RealEtcd writtenTo = cluster.followers().get(1);
      try (LoadWriter writer = new LoadWriter(writtenTo.endpoint())) {
        long before = writer.prepare();
        try (RunningWatch watch = RunningWatch.on(20, watched.clientUrl())) {
          // When more passes while it is away than it may catch up
          watched.kill9();
          watch.awaitWorking(false);
          for (int n = 1; n < 30; n++) {
            assertThat(writer.writeOnce(n)).isPositive();
          }
          watched.restart();
          watch.awaitWorking(true);

          // Then all of it is missed, and what follows is counted
          assertThat(watch.sample().missed()).isEqualTo(29);
          assertThat(writer.writeOnce(1)).isEqualTo(before + 30);
          assertThat(watch.awaitPassed(30).seen()).isEqualTo(1);
          assertThat(watch.logged()).anyMatch(line -> line.contains("missed revisions"));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void watchesOnceTheRightIsGranted(EtcdBinary binary) {
    try (EtcdUsers users = EtcdUsers.start(binary);
        RunningWatch watch =
            RunningWatch.as(
                new Credentials(EtcdUsers.LIMITED, users.passwordFile()),
                users.etcd().clientUrl())) {
      // Given
      Poll.until(
          () -> "refused: " + watch.sample() + watch.logged(),
          RunningWatch.SOON,
          () -> watch.sample().part().off().equals(Optional.of(StopReason.REFUSED)));
      users.asRoot().put("/app/a", "1");
      assertThat(watch.sample().begun()).isFalse();

      // When
      users.grantAll();
      watch.later(CoolDown.FIRST);
      watch.awaitWorking(true);
      users.asRoot().put("/app/a", "2");

      // Then it counts from now on
      assertThat(watch.awaitPassed(1).seen()).isEqualTo(1);
      assertThat(watch.sample().missed()).isZero();
      assertThat(watch.sample().part().off()).isEmpty();
      assertThat(watch.logged()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }
  }
}
