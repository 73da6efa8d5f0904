package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cluster that begins again from an older snapshot, at the same addresses. */
class RestoreIT {
  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void restoredClusterStartsOverAndIsToldOnce(EtcdBinary binary, @TempDir Path folder) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter =
            RunningExporter.start("--endpoints", String.join(",", cluster.endpoints()))) {
      // Given a snapshot that was compacted at 50, and a store that went far beyond it
      Path snapshot = folder.resolve("snapshot.db");
      try (Writer writer = Writer.to(cluster.leader().endpoint())) {
        writer.overwrite("/a", 99, 100);
        cluster.compact(50);
        cluster.members().get(0).etcdctl().snapshot(snapshot);
        writer.overwrite("/a", 400, 100);
        cluster.compact(400);
      }
      // a follower may be a moment behind
      ScrapedPage before =
          Poll.answer(
              () -> "all members at 500:\n" + exporter.metrics().ours(),
              Duration.ofSeconds(20),
              () -> Optional.of(exporter.metrics()).filter(page -> allAt(page, cluster, 500)));
      for (RealEtcd member : cluster.members()) {
        assertThat(before.of(member.name(), "etcd_storage_compacted_revision")).isEqualTo(400);
      }

      // When all members begin again from the snapshot
      cluster.restoreFrom(snapshot);

      // Then the first scrape has the restored store's own values
      ScrapedPage after = exporter.metrics();
      for (RealEtcd member : cluster.members()) {
        String name = member.name();
        assertThat(after.of(name, "etcd_storage_up")).as(after.ours()).isEqualTo(1);
        assertThat(after.of(name, "etcd_storage_revision")).isEqualTo(100);
        assertThat(after.of(name, "etcd_storage_compacted_revision")).isEqualTo(50);
        assertThat(
                after.all(
                    "etcd_storage_member_info",
                    "member",
                    name,
                    "member_id",
                    Long.toHexString(member.memberId())))
            .hasSize(1);
      }

      // and however many scrapes follow, it is logged once
      exporter.metrics();
      assertThat(exporter.logged("cluster was restored or rebuilt; starting over")).hasSize(1);

      // and a later compaction shows as ever
      cluster.compact(90);
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_compacted_revision")).isEqualTo(90);
    }
  }

  private static boolean allAt(ScrapedPage page, RealCluster cluster, double revision) {
    return cluster.members().stream()
        .allMatch(member -> page.of(member.name(), "etcd_storage_revision") == revision);
  }
}
