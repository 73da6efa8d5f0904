package dev.etcdstorage.exporter.keyspace.scan;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * One scan of all live keys for a caller who waits, at a brisker pace than {@link Scanner} reads
 * all day. It checks the member as that one does, and gives up rather than do harm.
 */
public final class BlockingScan {
  /** How much of etcd's time it takes. */
  public enum Speed {
    /** Four to five times as much as a {@link Scanner} reads in a second. */
    BRISK(32L << 20, 50_000),

    /** Where etcd refuses writes, none can be delayed: each read right after the other. */
    UNPACED(1L << 40, 1_000_000_000);

    private final long bytesPerSecond;
    private final long keysPerSecond;

    Speed(long bytesPerSecond, long keysPerSecond) {
      this.bytesPerSecond = bytesPerSecond;
      this.keysPerSecond = keysPerSecond;
    }

    private ScanSettings settings() {
      return new ScanSettings(Duration.ofDays(1), true, bytesPerSecond, keysPerSecond);
    }

    /** Gives up on a member that has been silent, or without a leader, for half a minute. */
    private ScanTiming timing() {
      return new ScanTiming(
          ScanTiming.DEFAULT.firstAfter(),
          ScanTiming.DEFAULT.lookAgain(),
          ScanTiming.DEFAULT.statusEvery(),
          ScanTiming.DEFAULT.pauseFrom(),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          ScanTiming.DEFAULT.statusLimit(),
          ScanTiming.DEFAULT.pageLimit());
    }
  }

  private final EtcdMember member;
  private final Prefixes prefixes;
  private final Speed speed;
  private final InstantSource clock;

  /** How it ended. */
  public sealed interface Result {}

  /** It reached the end of the keys. */
  public record Done(ScanResult scan) implements Result {}

  /**
   * It was given up.
   *
   * @param why one line without a full stop
   */
  public record GivenUp(String why) implements Result {}

  /**
   * Reads nothing yet.
   *
   * @param member is not closed
   */
  public BlockingScan(EtcdMember member, Prefixes prefixes, Speed speed, InstantSource clock) {
    this.member = member;
    this.prefixes = prefixes;
    this.speed = speed;
    this.clock = clock;
  }

  /**
   * Scans, and waits for the end, but no longer than this. Interrupting the thread ends it.
   *
   * @param progress is told about once a second, on another thread
   */
  public Result walk(Duration atMost, Consumer<ScanProgress> progress) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setNameFormat("scan").setDaemon(true).build());
    SerialExecutor executor = new SerialExecutor(thread);
    CompletableFuture<ScanEnd> ended = new CompletableFuture<>();
    ScanRun run = run(executor, progress, ended);
    executor.execute(run::start);
    try {
      return result(ended.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return new GivenUp("the scan did not end within " + atMost.toSeconds() + " seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new GivenUp("the scan was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scan failed", e.getCause());
    } finally {
      executor.execute(run::stop);
      thread.shutdown();
    }
  }

  private ScanRun run(
      SerialExecutor executor, Consumer<ScanProgress> progress, CompletableFuture<ScanEnd> ended) {
    ScanTiming timing = speed.timing();
    return new ScanRun(
        ScannedMember.only(member),
        ScanPlan.withValues(List.of()),
        new ScanTotals(prefixes, List::of),
        ScanListener.NONE,
        true,
        ScanPace.of(speed.settings()),
        timing,
        executor,
        clock,
        new ScanLog(LoggerFactory.getLogger("scan"), Optional.empty()),
        progress,
        ended::complete);
  }

  private static Result result(ScanEnd end) {
    return end.match(
        new ScanEnd.Cases<Result>(
            finished -> new Done(finished.result()),
            failed -> new GivenUp("the scan was given up: " + failed.detail()),
            harmed -> new GivenUp("the scan was given up: " + harmed.detail()),
            restored -> new GivenUp("the cluster was restored or rebuilt during the scan")));
  }
}
