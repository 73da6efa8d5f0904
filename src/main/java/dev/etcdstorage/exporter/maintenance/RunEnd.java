package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import java.util.Map;

/**
 * How a run over several members ended.
 *
 * <p>Each holds the finished defragmentations by member, in order.
 */
public sealed interface RunEnd {
  Map<String, DefragRecord> done();

  /** A method for each end, so that the compiler finds where a new one is not handled. */
  interface Cases<R> {
    R finished(Finished end);

    R refused(Refused end);

    R failed(Failed end);
  }

  <R> R match(Cases<R> cases);

  /** All chosen members were done. */
  record Finished(Map<String, DefragRecord> done) implements RunEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.finished(this);
    }
  }

  /** A guard refused before this member; it and those after it were left alone. */
  record Refused(Map<String, DefragRecord> done, String member, Refusal refusal) implements RunEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.refused(this);
    }
  }

  /** This member did not come back healthy, or its call failed; those after it were left alone. */
  record Failed(Map<String, DefragRecord> done, String member, DefragRecord last)
      implements RunEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.failed(this);
    }
  }
}
