package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.grpc.Status;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watch over gRPC against a member that breaks off as the test says. */
class KeyspaceWatchGrpcTest {
  private static final int MAX_RESUME = 2_000;
  private final FakeEtcd fake = FakeEtcd.start();

  @AfterEach
  void end() {
    fake.close();
  }

  private static void assertAllSeen(RunningWatch watch, long revisions, long puts, long deletes) {
    WatchSample sample = watch.awaitPassed(revisions);
    assertThat(sample.missed()).isZero();
    assertThat(sample.seen()).isEqualTo(revisions);
    assertThat(RunningWatch.puts(sample)).isEqualTo(puts);
    assertThat(RunningWatch.deletes(sample)).isEqualTo(deletes);
  }

  @Test
  void resumesAfterACleanEndAnErrorWithoutTextAndAKill() {
    try (RunningWatch watch = RunningWatch.on(MAX_RESUME, fake.clientUrl())) {
      // When
      fake.keys().put("/a", 10);
      fake.endWatches();
      fake.keys().put("/a", 10);
      watch.awaitPassed(2);
      fake.endWatches(Status.UNAVAILABLE);
      fake.keys().delete("/a");
      watch.awaitPassed(3);
      fake.down();
      fake.keys().together(changes -> changes.put("/b", 1).put("/c", 1));
      fake.up();

      // Then
      assertAllSeen(watch, 4, 4, 1);
      assertThat(fake.watchStarts()).startsWith(0L).filteredOn(start -> start == 0).hasSize(1);
    }
  }

  @Test
  void joinsTheFragmentsOfOneRevisionAlsoWhenCaughtUp() {
    try (RunningWatch watch = RunningWatch.on(MAX_RESUME, fake.clientUrl())) {
      // Given
      fake.fragmentEvery(2);

      // When
      fake.keys().together(c -> c.put("/a", 1).put("/b", 1).put("/c", 1).put("/d", 1).put("/e", 1));
      fake.endWatches(Status.UNAVAILABLE);
      fake.keys().together(c -> c.put("/f", 1).put("/g", 1).delete("/a").delete("/b"));

      // Then
      assertAllSeen(watch, 2, 7, 2);
    }
  }

  @Test
  void missesWhatWasCompactedWhileItWasAway() {
    try (RunningWatch watch = RunningWatch.on(MAX_RESUME, fake.clientUrl())) {
      // Given
      fake.keys().put("/a", 10);
      watch.awaitPassed(1);

      // When
      fake.down();
      fake.keys().putAll(5, i -> Key.of("/k/" + i), 1);
      long at = fake.keys().together(changes -> changes.put("/b", 1).delete("/a"));
      fake.keys().put("/c", 1);
      fake.keys().compact(at);
      fake.up();

      // Then
      WatchSample sample = watch.awaitPassed(8);
      assertThat(sample.missed()).isEqualTo(6);
      assertThat(sample.seen()).isEqualTo(2);
      assertThat(RunningWatch.puts(sample)).isEqualTo(2);
      assertThat(RunningWatch.deletes(sample)).isZero();
    }
  }

  @Test
  void neverResumesFarBack() {
    try (RunningWatch watch = RunningWatch.on(10, fake.clientUrl())) {
      // When
      fake.down();
      fake.keys().putAll(11, i -> Key.of("/k/" + i), 1);
      fake.up();

      // Then
      assertThat(watch.awaitPassed(11).missed()).isEqualTo(11);
      assertThat(fake.historyReads()).isEmpty();
    }
  }

  @Test
  void countsARestoredStoreAnew() {
    try (RunningWatch watch = RunningWatch.on(MAX_RESUME, fake.clientUrl())) {
      // Given
      fake.keys().putAll(5, i -> Key.of("/k/" + i), 1);
      watch.awaitPassed(5);

      // When
      fake.restore(0xc2, 3);
      Poll.until("a new account", RunningWatch.SOON, () -> watch.sample().seen() == 0);
      watch.awaitWorking(true);
      fake.keys().put("/a", 10);

      // Then
      assertAllSeen(watch, 1, 1, 0);
    }
  }

  @Test
  void refusedWatchSwitchesItselfOff() {
    try (RunningWatch watch = RunningWatch.on(MAX_RESUME, fake.clientUrl())) {
      // When
      fake.refuseWatches("etcdserver: permission denied");
      fake.endWatches();

      // Then
      Poll.until(
          "the watch is off",
          RunningWatch.SOON,
          () -> watch.sample().part().off().equals(Optional.of(StopReason.REFUSED)));
    }
  }
}
