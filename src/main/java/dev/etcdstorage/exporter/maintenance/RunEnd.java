package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import java.util.Map;

/**
 * How a run over several members ended.
 *
 * <p>Each holds what was done, by member, in this order.
 */
public sealed interface RunEnd {
  Map<String, DefragRecord> done();

  /** A method for each end: who matches does not compile until a new one is handled. */
  interface Cases<R> {
    R finished(Finished end);

    R refused(Refused end);

    R failed(Failed end);
  }

  <R> R match(Cases<R> cases);

  /** All members that were chosen. */
  record Finished(Map<String, DefragRecord> done) implements RunEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.finished(this);
    }
  }

  /** A guard spoke before this member; it and what comes after it were left alone. */
  record Refused(Map<String, DefragRecord> done, String member, Refusal refusal) implements RunEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.refused(this);
    }
  }

  /**
   * This member did not come back healthy, or its call failed; what comes after it was left alone.
   */
  record Failed(Map<String, DefragRecord> done, String member, DefragRecord last)
      implements RunEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.failed(this);
    }
  }
}
