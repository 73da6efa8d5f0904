package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    // It commits first.
    var unused =
        MaintenanceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .hash(HashRequest.getDefaultInstance());
    try {
      Path copy = Files.createTempFile("truth", ".db");
      try (var in = Files.newInputStream(etcd.dataDir().resolve("member/snap/db"));
          var out = Files.newOutputStream(copy)) {
        in.transferTo(out);
      }
      try {
        Analysis file =
            new Analyzer(AnalyzeSettings.of(By.PREFIX, 10), AnalyzeProgress.NONE).analyze(copy);
        long live = file.forecast().compactedBytes();
        long defragmented = Math.min(file.forecast().defragmentedBytes(), space.inUseBytes());
        return new FileTruth(
            file.total().keys(),
            live,
            Math.max(0, defragmented - live),
            Math.max(0, space.inUseBytes() - defragmented));
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
