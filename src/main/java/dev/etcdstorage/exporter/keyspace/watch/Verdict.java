package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.StopReason;

/** Why a stream must not go on as it is, or does not begin. */
sealed interface Verdict {
  Verdict STOPPED = new Lost("this process was stopped");

  /** It is dead or of no use; another follows. */
  record Lost(String why) implements Verdict {}

  /** No member answers that it could begin at. */
  record NoMember() implements Verdict {}

  /** What it lacks is more than may be caught up. */
  record FellBehind() implements Verdict {}

  /** No own member leads, and only the leader's exporter watches. */
  record NotLeading() implements Verdict {}

  /** The member is of another store than before. */
  record Restored() implements Verdict {}

  /** There must be none for a while. */
  record Off(StopReason reason) implements Verdict {}
}
