package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Refusal;

/** How a guarded run ended. */
public sealed interface GuardedEnd {
  /** A method for each end, so that the compiler finds where a new one is not handled. */
  interface Cases<R> {
    R nothingDue(NothingDue end);

    R notBegun(NotBegun end);

    R ran(Ran end);
  }

  <R> R match(Cases<R> cases);

  /** Under the lock nothing was due; another run may have been faster. */
  record NothingDue(DefragPlan plan) implements GuardedEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.nothingDue(this);
    }
  }

  /** A guard refused before the first member. */
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
