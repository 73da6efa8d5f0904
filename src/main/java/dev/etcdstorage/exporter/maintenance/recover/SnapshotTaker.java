package dev.etcdstorage.exporter.maintenance.recover;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Streams one member's database into a local file. */
final class SnapshotTaker {
  /** After so long without a byte the stream is given up. */
  private static final Duration STALL = Duration.ofSeconds(60);

  private final MemberControl from;
  private final Sleeper sleeper;
  private final SnapshotGrowth growth;

  /** etcd did not send it, or not all of it. */
  static final class NotGiven extends IOException {
    private final String why;

    NotGiven(String why) {
      super(why);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  SnapshotTaker(MemberControl from, Sleeper sleeper, SnapshotGrowth growth) {
    this.from = from;
    this.sleeper = sleeper;
    this.growth = growth;
  }

  /**
   * Takes the snapshot.
   *
   * @param target must not exist yet
   * @return its size in bytes
   * @throws NotGiven if etcd is the reason that there is no snapshot; otherwise this machine is
   */
  long take(Path target) throws IOException, InterruptedException {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            new ThreadFactoryBuilder().setNameFormat("snapshot").setDaemon(true).build());
    try (SnapshotFile file = SnapshotFile.create(target)) {
      CompletableFuture<Answer<Done>> call = from.snapshot(file, thread);
      try {
        await(call, file);
      } finally {
        // No-op if it has ended; otherwise no piece may come once the file is closed.
        call.cancel(false);
      }
      file.finish();
      return file.bytes();
    } finally {
      thread.shutdown();
    }
  }

  private void await(CompletableFuture<Answer<Done>> call, SnapshotFile file)
      throws InterruptedException, NotGiven {
    Progress progress = new Progress(sleeper.elapsed());
    while (!call.isDone()) {
      sleeper.sleep(Duration.ofMillis(100));
      growth.grows(file.bytes(), file.left());
      if (progress.stalls(file.bytes(), sleeper.elapsed())) {
        throw new NotGiven("no byte of the snapshot arrived for " + STALL.toSeconds() + " seconds");
      }
    }
    if (call.join() instanceof Answer.Refused<Done> refused) {
      throw new NotGiven("etcd did not send its snapshot: " + refused.failure().detail());
    }
  }

  /** When the last byte came. */
  private static final class Progress {
    private long bytes;
    private Duration moved;

    Progress(Duration now) {
      this.moved = now;
    }

    boolean stalls(long now, Duration at) {
      if (now > bytes) {
        bytes = now;
        moved = at;
      }
      return at.minus(moved).compareTo(STALL) > 0;
    }
  }
}
