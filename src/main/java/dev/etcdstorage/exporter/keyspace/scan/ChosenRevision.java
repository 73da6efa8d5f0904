package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.List;

/**
 * The revision that a scan reads at: the one that its listener has reached; or the present one if
 * there is no listener, if the member is too far behind, or if that revision is compacted.
 */
final class ChosenRevision {
  private static final int MOST_REFUSALS = 3;

  private final ScanPlan plan;
  private final ScanListener listener;
  private int refusals;
  private boolean untried;

  /** This revision and those before it can no longer be read. */
  private long gone;

  ChosenRevision(ScanPlan plan, ScanListener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /** Called before each read. */
  void choose() {
    if (plan.choosesRevision() && refusals < MOST_REFUSALS) {
      long reached = listener.begins();
      plan.readAt(reached > gone ? reached : 0);
      untried = plan.revision() > 0;
    }
  }

  /** Whether it was chosen and no page of it has come yet: the member may be behind it. */
  boolean isUntried() {
    return untried;
  }

  /** An answer came, with these entries that count. */
  void answered(List<KeyEntry> entries) {
    untried = false;
    listener.read(entries);
  }

  /** It was compacted. The listener may not be past it yet, if its watch is interrupted. */
  void overtaken() {
    gone = plan.revision();
    untried = false;
    plan.compacted();
  }

  /** The member says that it is in the future; after several times the present one is taken. */
  void refused() {
    refusals++;
    if (refusals >= MOST_REFUSALS) {
      plan.readAt(0);
      untried = false;
    }
  }
}
