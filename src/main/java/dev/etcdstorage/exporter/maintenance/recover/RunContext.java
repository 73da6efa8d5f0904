package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.sample.ClusterSample;
import java.util.function.BooleanSupplier;

/**
 * What every step of a run needs.
 *
 * @param disk for the snapshot and the copies
 * @param stop asked before each part that cannot be broken off; true ends the run there
 */
public record RunContext(
    MaintainedCluster cluster,
    Sleeper sleeper,
    Disk disk,
    Journal journal,
    RecoverListener listener,
    BooleanSupplier stop) {

  /** The control of the leader, which a guard has seen. */
  MemberControl leader(ClusterSample now) {
    return cluster.control(now.leader().orElseThrow().endpoint());
  }

  void endIfStopped() throws InterruptedException {
    if (stop.getAsBoolean()) {
      throw new InterruptedException("asked to stop");
    }
  }
}
