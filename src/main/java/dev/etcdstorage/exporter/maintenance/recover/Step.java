package dev.etcdstorage.exporter.maintenance.recover;

import java.util.Locale;
import java.util.Optional;

/** The steps of a run, in this order. The names are in the audit log. */
public enum Step {
  /** Looks, and estimates; changes nothing. */
  PLAN,
  /** Copies one member's database to a local disk. */
  SNAPSHOT,
  /** Drops history, on each member. */
  COMPACT,
  /** Waits until no member's pages in use fall any more. */
  SETTLE,
  /** Each voter copies what is left into a new file. */
  DEFRAG,
  /** Disarms the alarm, once every file is small. */
  DISARM,
  /** A key is written and deleted through every voter. */
  CANARY,
  /** No alarm, files small, members in step. */
  VERIFY;

  /** What etcd does all the same if a run is broken off in this step; empty where nothing. */
  Optional<String> goesOn() {
    return switch (this) {
      case COMPACT, SETTLE ->
          Optional.of("the compaction, if it had begun, goes on in etcd; it touches no live data");
      case DEFRAG ->
          Optional.of(
              "a defragmentation that had begun goes on in etcd; its member answers when it is done");
      case PLAN, SNAPSHOT, DISARM, CANARY, VERIFY -> Optional.empty();
    };
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
