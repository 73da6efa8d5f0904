package dev.etcdstorage.exporter.etcd;

import dev.etcdstorage.exporter.config.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One member, over one kept channel. Every call ends by its deadline; none completes exceptionally.
 * All calls are local reads that need no quorum and change nothing, except for a user's token: etcd
 * creates it by a raft entry.
 */
public interface EtcdMember extends AutoCloseable {
  Endpoint endpoint();

  /** How many connections were made so far; if it changes, the etcd process may be another. */
  long connections();

  /** Sizes, revision, leader, alarms. Blocks in etcd while the member defragments. */
  CompletableFuture<Answer<MemberStatus>> status(Deadline deadline);

  /** The member list as this member knows it. */
  CompletableFuture<Answer<List<ListedMember>>> memberList(Deadline deadline);

  /**
   * The compacted revision, 0 if nothing was ever compacted. Costs one small read while nothing was
   * compacted since {@code lastKnown}.
   *
   * @param lastKnown what this call answered last for the same store, or 0
   */
  CompletableFuture<Answer<Long>> compactedRevision(long lastKnown, Deadline deadline);

  /** etcd's own metrics page, which answers even while the member defragments. */
  CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline);

  /**
   * Reads keys, without ever holding a value. Cancelling the future cancels the call. Failures to
   * expect: {@link Failure#compacted}, {@link Failure#tooLarge}.
   */
  CompletableFuture<Answer<KeyPage>> keys(KeyRead read, Deadline deadline);

  /**
   * Watches the whole keyspace, without ever holding a value.
   *
   * @param startRevision 0 for everything after the revision in {@link WatchMessage.Created}. An
   *     old revision costs etcd dearly: see docs/adr/0007
   * @param executor runs the listener, one message after the other; the next message is requested
   *     when the listener is done with one, so that a slow listener holds back the stream
   */
  KeyWatch watch(long startRevision, Executor executor, Consumer<WatchMessage> listener);

  @Override
  void close();
}
