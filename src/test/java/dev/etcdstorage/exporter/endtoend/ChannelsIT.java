package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A member that goes up and down for long leaves nothing behind in the exporter. On 3.5: what could
 * stay behind is our own.
 */
class ChannelsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int ROUNDS = 6;
  private static final int SCRAPES_A_ROUND = 50;

  @Test
  void threadsOpenFilesAndSeriesDoNotGrowWhileAMemberGoesUpAndDown() {
    try (RealCluster cluster = RealCluster.start(EtcdBinaries.newest("3.5"), 3);
        RunningExporter exporter =
            RunningExporter.start(
                "--endpoints", String.join(",", cluster.endpoints()), "--keyspace=off")) {
      RealEtcd flapping = cluster.followers().get(0);

      // Given one round that warms everything up
      round(exporter, flapping);
      awaitOneConnectionEach(exporter, cluster);
      int threads = exporter.process().threads();
      int files = exporter.process().openFiles();
      long series = etcdSeries(exporter.metrics());

      // When the member goes down and up, again and again
      for (int round = 1; round < ROUNDS; round++) {
        round(exporter, flapping);
      }

      // Then nothing has grown
      awaitOneConnectionEach(exporter, cluster);
      Poll.until(
          () -> "no more than " + files + " open files and " + threads + " threads",
          SOON,
          () -> exporter.process().openFiles() <= files && exporter.process().threads() <= threads);
      assertThat(etcdSeries(exporter.metrics())).isEqualTo(series);
    }
  }

  /** gRPC keeps a connection that it gave up, and the JDK one for a page, for five seconds more. */
  private static void awaitOneConnectionEach(RunningExporter exporter, RealCluster cluster) {
    Poll.until(
        () -> "one connection a member; they have " + connections(exporter, cluster),
        SOON,
        () -> connections(exporter, cluster).equals(List.of(1, 1, 1)));
  }

  private static List<Integer> connections(RunningExporter exporter, RealCluster cluster) {
    return cluster.members().stream()
        .map(member -> exporter.process().connectionsTo(member.endpoint()).size())
        .toList();
  }

  private static void round(RunningExporter exporter, RealEtcd flapping) {
    flapping.kill9();
    awaitUp(exporter, flapping, 0);
    for (int scrape = 0; scrape < SCRAPES_A_ROUND / 2; scrape++) {
      assertThat(exporter.metrics().of(flapping.name(), "etcd_storage_up")).isZero();
    }
    flapping.restart();
    awaitUp(exporter, flapping, 1);
    for (int scrape = 0; scrape < SCRAPES_A_ROUND / 2; scrape++) {
      assertThat(exporter.metrics().of(flapping.name(), "etcd_storage_up")).isEqualTo(1);
    }
  }

  /** A scrape shares the look that is under way, which may have begun before. */
  private static void awaitUp(RunningExporter exporter, RealEtcd flapping, double up) {
    Poll.until(
        flapping + " is " + up,
        SOON,
        () -> exporter.metrics().of(flapping.name(), "etcd_storage_up") == up);
  }

  private static long etcdSeries(ScrapedPage page) {
    return page.series().stream().filter(one -> one.name().startsWith("etcd_storage_")).count();
  }
}
