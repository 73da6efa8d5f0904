package dev.etcdstorage.exporter.etcd;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What changes a member or its cluster, over a channel of its own. Nothing opens one but the
 * commands and the daemon whose maintenance is enabled. Every call ends by its deadline; none
 * completes exceptionally. An end by deadline says nothing about etcd, which goes on with what it
 * was asked.
 */
public interface MemberControl extends AutoCloseable {
  /**
   * A read that a majority has to confirm; Status and the reads of {@link EtcdMember} prove nothing
   * about that.
   *
   * @return the store's revision
   */
  CompletableFuture<Answer<Long>> confirmedRevision(Deadline deadline);

  /**
   * Copies the live pages into a new file. Blocks the member. The server ignores that a client goes
   * away: one that ended by its deadline is still running.
   */
  CompletableFuture<Answer<Done>> defragment(Deadline deadline);

  /**
   * Gives up history up to this revision, and waits until this member's pages are free; other
   * members follow in their own time, and can be waited for by the same call to them, which then
   * answers {@link Failure#compacted} when they are done.
   */
  CompletableFuture<Answer<Done>> compact(long revision, Deadline deadline);

  /** Only the leader can give it away. */
  CompletableFuture<Answer<Done>> moveLeader(long toMemberId, Deadline deadline);

  /** The alarms with the ids that raised them. A write to etcd's log, so never for looking on. */
  CompletableFuture<Answer<List<RaisedAlarm>>> alarms(Deadline deadline);

  CompletableFuture<Answer<Done>> disarm(RaisedAlarm alarm, Deadline deadline);

  /**
   * Streams the member's database as it is now, and after it its SHA-256 (32 bytes). There is no
   * deadline: whoever waits cancels the future when no more comes.
   *
   * @param executor runs the sink, one piece after the other
   */
  CompletableFuture<Answer<Done>> snapshot(SnapshotSink sink, Executor executor);

  /** The few keys that this program keeps in etcd. */
  OwnKeys ownKeys();

  @Override
  void close();
}
