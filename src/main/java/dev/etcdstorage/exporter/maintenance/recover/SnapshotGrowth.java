package dev.etcdstorage.exporter.maintenance.recover;

/** Told how far a snapshot is. */
@FunctionalInterface
public interface SnapshotGrowth {
  /**
   * Called several times a second.
   *
   * @param left bytes that are still to come, as etcd said last
   * @throws InterruptedException to end it
   */
  void grows(long bytes, long left) throws InterruptedException;
}
