package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import java.util.Map;

/**
 * What is known of a cluster's maintenance, without asking etcd.
 *
 * @param enabled whether this exporter defragments on its schedule
 * @param refusals how often each guard refused this exporter
 * @param members by the member's name, those of which anything is known
 */
public record MaintenanceSample(
    boolean enabled, Map<Guard, Long> refusals, Map<String, MemberRuns> members) {
  public MaintenanceSample {
    refusals = Map.copyOf(refusals);
    members = Map.copyOf(members);
  }
}
