package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.maintenance.RunListener;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;

/** Told how a recovery goes. */
public interface RecoverListener extends RunListener {
  /** The live keys are read from this member, to know what will be left. */
  default void reads(MemberSample from) {}

  /** About once a second while they are read, on another thread. */
  default void reading(MemberSample from, ScanProgress far) {}

  default void planned(RecoverPlan plan, SnapshotRoom room) {}

  /** A step begins. */
  default void begins(Step step) {}

  /** A step is done, or there was nothing to do. */
  default void done(Step step, Duration took, String detail) {}

  /**
   * Several times a second while the snapshot comes in.
   *
   * @param elapsed since it was requested
   */
  default void snapshotGrows(long bytes, long left, Duration elapsed) {}

  default void compacts(String member) {}

  /** About twice a second while a run waits for a compaction or for it to settle. */
  default void waits(Step step, Duration elapsed) {}

  /** A line for the person. */
  default void note(String line) {}
}
