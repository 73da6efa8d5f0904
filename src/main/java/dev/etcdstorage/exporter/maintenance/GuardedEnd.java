package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Refusal;

/** How a guarded run ended. */
public sealed interface GuardedEnd {
  /** A method for each end: who matches does not compile until a new one is handled. */
  interface Cases<R> {
    R nothingDue(NothingDue end);

    R notBegun(NotBegun end);

    R ran(Ran end);
  }

  <R> R match(Cases<R> cases);

  /** With the lock in hand, nothing was worth it; another run may have been faster. */
  record NothingDue(DefragPlan plan) implements GuardedEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.nothingDue(this);
    }
  }

  /** A guard spoke before the first member. */
  record NotBegun(Refusal refusal) implements GuardedEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.notBegun(this);
    }
  }

  record Ran(RunEnd end) implements GuardedEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.ran(this);
    }
  }
}
