package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.TimedWriter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An exporter that stands still while etcd is written to at full speed. On 3.5: KeyspaceWatchIT
 * proves on every line that the account closes.
 */
@Tag("alone") // it writes to etcd at full speed for minutes
class PauseIT {
  private static final Duration PHASE = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void minuteOfStandstillIsMissedNotCaughtUpAndTheAccountCloses() {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"));
        RunningExporter exporter =
            RunningExporter.start("--endpoints", etcd.endpoint(), "--keyspace.on=never")) {
      // Given a watch from a known revision on
      Poll.until("the watch is established", SOON, () -> exporter.metrics().watches());
      double before = exporter.metrics().of("etcd-0", "etcd_storage_revision");
      assertThat(passed(exporter.metrics())).isZero();

      TimedWriter.Times paused;
      TimedWriter.Times after;
      try (TimedWriter writer = TimedWriter.to(etcd.endpoint(), 1_000)) {
        TimedWriter.Times with = during(Duration.ofSeconds(20), writer);

        // When it stands still for a minute
        exporter.pause();
        paused = during(PHASE, writer);
        exporter.resume();
        after = during(Duration.ofSeconds(20), writer);
        System.out.println("watching:     " + with);
        System.out.println("standing:     " + paused);
        System.out.println("watching anew: " + after);
      }

      // Then the revisions of that minute are missed, but for what lay in buffers, and none is lost
      double revision = etcdRevision(etcd);
      ScrapedPage page =
          Poll.answer(
              () -> "the account closes at " + revision + ":\n" + exporter.metrics().ours(),
              SOON,
              () ->
                  Optional.of(exporter.metrics()).filter(now -> before + passed(now) == revision));
      assertThat(page.value("etcd_storage_revisions_missed_total"))
          .isBetween(paused.nanos().size() * 0.5, paused.nanos().size() * 1.0 + 20_000);
      assertThat(page.value("etcd_storage_revisions_seen_total"))
          .isGreaterThan(after.nanos().size() * 0.5);
      assertThat(MetricsText.value(etcd.metricsPage(), "etcd_debugging_mvcc_slow_watcher_total"))
          .hasValue(0);
    }
  }

  /** The test writes for that long; what it waits for is the time itself. */
  private static TimedWriter.Times during(Duration time, TimedWriter writer) {
    var unused = writer.take();
    long end = System.nanoTime() + time.toNanos();
    Poll.until("time passes", time.plus(SOON), () -> System.nanoTime() >= end);
    return writer.take();
  }

  private static double passed(ScrapedPage page) {
    return page.value("etcd_storage_revisions_seen_total")
        + page.value("etcd_storage_revisions_missed_total");
  }

  private static double etcdRevision(RealEtcd etcd) {
    return MetricsText.value(etcd.metricsPage(), "etcd_debugging_mvcc_current_revision")
        .orElseThrow();
  }
}
