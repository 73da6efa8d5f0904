package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the writes of one cluster, revision by revision, through one of the exporter's own
 * members.
 *
 * <p>The account always closes: revisions seen + revisions missed = revisions passed since it was
 * opened ({@link WriteAccount}). An interrupted watch resumes at the next revision where that is
 * cheap for etcd ({@link ResumePoint}); otherwise the gap is missed. Where only the leader's
 * exporter watches ({@code leader}), it counts nothing while its member does not lead: what passes
 * meanwhile is missed.
 */
public final class KeyspaceWatch implements AutoCloseable {
  static final Duration TICK = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger("keyspace");

  private final SerialExecutor executor;
  private final WatchLedger ledger;
  private final WatchLoop loop;

  /** Does not close the members: the scan uses them too. */
  public KeyspaceWatch(
      UsableMembers members,
      KeyspaceSettings settings,
      Prefixes prefixes,
      WriteListener listener,
      SerialExecutor executor,
      InstantSource clock,
      RandomGenerator random,
      Optional<String> cluster) {
    this(
        members,
        settings,
        prefixes,
        listener,
        executor,
        clock,
        random,
        new WatchLog(LOG, cluster),
        TICK);
  }

  KeyspaceWatch(
      UsableMembers members,
      KeyspaceSettings settings,
      Prefixes prefixes,
      WriteListener listener,
      SerialExecutor executor,
      InstantSource clock,
      RandomGenerator random,
      WatchLog log,
      Duration tick) {
    this.executor = executor;
    this.ledger = new WatchLedger(prefixes, settings.hideKeys(), listener, clock.instant());
    this.loop =
        new WatchLoop(members, settings, executor, clock, new Backoff(random), ledger, log, tick);
  }

  /** Begins to watch, now or as soon as a member answers. */
  public void start() {
    executor.execute(loop::start);
  }

  /** What is known now; does not ask etcd. */
  public WatchSample sample() {
    return ledger.sample();
  }

  /** The prefixes most written lately, the heaviest first; does not ask etcd. */
  public List<String> busiest() {
    return ledger.busiest();
  }

  /** Ends the watch at once and for good. */
  @Override
  public void close() {
    executor.execute(loop::close);
  }
}
