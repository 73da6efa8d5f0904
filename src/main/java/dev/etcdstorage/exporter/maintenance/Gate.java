package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.Optional;

/** Asked before each member, with the cluster as it is then. */
@FunctionalInterface
public interface Gate {
  Optional<Refusal> before(ClusterSample now, MemberSample member) throws InterruptedException;
}
