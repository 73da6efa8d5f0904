package dev.etcdstorage.exporter.maintenance;

/** How a guarded run ended. */
public sealed interface GuardedEnd {
  /** With the lock in hand, nothing was worth it; another run may have been faster. */
  record NothingDue(DefragPlan plan) implements GuardedEnd {}

  /** A guard spoke before the first member. */
  record NotBegun(Refusal refusal) implements GuardedEnd {}

  record Ran(RunEnd end) implements GuardedEnd {}
}
