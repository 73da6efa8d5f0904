package dev.etcdstorage.exporter.etcd;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Changes a member or its cluster, over a channel of its own. Only the commands, and the daemon if
 * its maintenance is enabled, open one. Every call ends by its deadline; none completes
 * exceptionally. A call that ended by its deadline goes on in etcd.
 */
public interface MemberControl extends AutoCloseable {
  /**
   * A read that a majority has to confirm; Status and the reads of {@link EtcdMember} prove no
   * majority.
   *
   * @return the store's revision
   */
  CompletableFuture<Answer<Long>> confirmedRevision(Deadline deadline);

  /**
   * Copies the live pages into a new file. Blocks the member. The server goes on when the client
   * goes away: a call that ended by its deadline is still running there.
   */
  CompletableFuture<Answer<Done>> defragment(Deadline deadline);

  /**
   * Drops history up to this revision, and waits until this member's pages are free. Other members
   * follow in their own time; to wait for one, make the same call to it: it answers {@link
   * Failure#compacted} when it is done.
   */
  CompletableFuture<Answer<Done>> compact(long revision, Deadline deadline);

  /** Only the leader can transfer it. */
  CompletableFuture<Answer<Done>> moveLeader(long toMemberId, Deadline deadline);

  /**
   * The alarms with the ids that raised them. A write to etcd's log, so not for mere observation.
   */
  CompletableFuture<Answer<List<RaisedAlarm>>> alarms(Deadline deadline);

  CompletableFuture<Answer<Done>> disarm(RaisedAlarm alarm, Deadline deadline);

  /**
   * Streams the member's present database, and after it its SHA-256 (32 bytes). There is no
   * deadline: the caller cancels the future when no more comes.
   *
   * @param executor runs the sink, one piece after the other
   */
  CompletableFuture<Answer<Done>> snapshot(SnapshotSink sink, Executor executor);

  OwnKeys ownKeys();

  @Override
  void close();
}
