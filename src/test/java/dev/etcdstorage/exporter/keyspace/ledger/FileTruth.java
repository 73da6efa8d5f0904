package dev.etcdstorage.exporter.keyspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Folders;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a member's file is made of, read from the file itself: what a compaction at its revision and
 * a defragmentation would leave of it, and what the defragmentation alone would.
 */
record FileTruth(long keys, long liveBytes, long historyBytes, long slackBytes) {

  /**
   * Of a member to which nobody writes.
   *
   * @param space as it was told before
   */
  static FileTruth of(RealEtcd etcd, Channel channel, DbSpace space) {
    Path folder = Folders.temporary("truth");
    try {
      Analysis file = analysis(copy(etcd, channel, folder));
      return of(
          file,
          file.forecast().compactedBytes(),
          file.forecast().defragmentedBytes(),
          space.inUseBytes());
    } finally {
      Folders.delete(folder);
    }
  }

  /**
   * The same by a copy that etcd's own tool has defragmented: its pages, not what bbolt may have
   * set aside behind them.
   *
   * @param etcd all of its history is compacted
   */
  static FileTruth defragmented(RealEtcd etcd, Channel channel, DbSpace space) {
    Path folder = Folders.temporary("truth");
    try {
      Path copy = copy(etcd, channel, folder);
      Analysis file = analysis(copy);
      Command.Result result =
          Command.run(
              List.of(etcd.binary().restorer().toString(), "defrag", "--data-dir=" + folder),
              Map.of(),
              "");
      assertThat(result.exitCode()).as(result.stderr()).isZero();
      long live = analysis(copy).pages().sizeBytes();
      return of(file, live, live, space.inUseBytes());
    } finally {
      Folders.delete(folder);
    }
  }

  private static Analysis analysis(Path file) {
    try {
      return new Analyzer(AnalyzeSettings.of(By.PREFIX, 10), AnalyzeProgress.NONE).analyze(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTruth of(Analysis file, long live, long defragmented, long inUse) {
    long packed = Math.min(defragmented, inUse);
    return new FileTruth(
        file.total().keys(), live, Math.max(0, packed - live), Math.max(0, inUse - packed));
  }

  /** As a data directory has it. */
  private static Path copy(RealEtcd etcd, Channel channel, Path folder) {
    // It commits first.
    var unused =
        MaintenanceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .hash(HashRequest.getDefaultInstance());
    Path copy = folder.resolve("member/snap/db");
    try {
      Files.createDirectories(copy.getParent());
      return Files.copy(etcd.dataDir().resolve("member/snap/db"), copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
