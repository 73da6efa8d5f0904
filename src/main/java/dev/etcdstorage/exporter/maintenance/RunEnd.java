package dev.etcdstorage.exporter.maintenance;

import java.util.Map;

/**
 * How a run over several members ended.
 *
 * <p>Each holds what was done, by member, in this order.
 */
public sealed interface RunEnd {
  Map<String, DefragRecord> done();

  /** All members that were chosen. */
  record Finished(Map<String, DefragRecord> done) implements RunEnd {}

  /** A guard spoke before this member; it and what comes after it were left alone. */
  record Refused(Map<String, DefragRecord> done, String member, Refusal refusal)
      implements RunEnd {}

  /**
   * This member did not come back healthy, or its call failed; what comes after it was left alone.
   */
  record Failed(Map<String, DefragRecord> done, String member, DefragRecord last)
      implements RunEnd {}
}
