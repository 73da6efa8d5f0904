package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.maintenance.recover.Disk;
import dev.etcdstorage.exporter.maintenance.recover.FollowerSnapshot;
import dev.etcdstorage.exporter.report.analyze.AnalyzeLines;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A snapshot taken for an analysis; deleted at the end unless it was to be kept. */
record AnalyzedSnapshot(Path file, boolean kept) implements AutoCloseable {
  /**
   * Takes a snapshot of a follower.
   *
   * @param keepIn the file to keep it in; without one it is in the working directory for a while
   */
  static AnalyzedSnapshot take(
      ClusterConfig config, Optional<Path> keepIn, InstantSource clock, AnalyzeLines lines)
      throws IOException, InterruptedException {
    Path target =
        keepIn.orElseGet(
            () ->
                Path.of(
                    ".etcd-snapshot-%d-%d.db"
                        .formatted(ProcessHandle.current().pid(), clock.instant().toEpochMilli())));
    if (keepIn.isEmpty()) {
      // Also when the program is interrupted: it holds every Secret.
      target.toFile().deleteOnExit();
    }
    try (EtcdConnector connector = new EtcdConnector();
        OpenCluster etcd = connector.cluster(config);
        MaintainedCluster cluster = new MaintainedCluster(etcd, Sleeper.system())) {
      FollowerSnapshot snapshot = new FollowerSnapshot(cluster, Disk.system(), Sleeper.system());
      MemberSample source = snapshot.source();
      snapshot.take(source, target, (bytes, left) -> lines.snapshot(source.member(), bytes, left));
    }
    return new AnalyzedSnapshot(target, keepIn.isPresent());
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      Files.deleteIfExists(file);
    }
  }
}
