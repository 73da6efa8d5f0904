package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.StopReason;

/** Why a stream must not go on as it is. */
sealed interface Verdict {
  /** It is dead, though nobody said so. */
  record Lost(String why) implements Verdict {}

  /** What it lacks is more than may be caught up. */
  record FellBehind() implements Verdict {}

  /** The member leads no more, and only the leader's exporter watches. */
  record NotLeading() implements Verdict {}

  /** The member is of another store than before. */
  record Restored() implements Verdict {}

  /** It harms. */
  record Harmful(StopReason reason) implements Verdict {}
}
