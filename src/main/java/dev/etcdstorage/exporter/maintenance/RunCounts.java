package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** This exporter's runs since it started, and what is known of others' runs. */
final class RunCounts {
  private final Map<Guard, Long> refusals = new EnumMap<>(Guard.class);
  private final Map<String, MemberRuns> members = new HashMap<>();

  synchronized void refused(List<Refusal> by) {
    by.forEach(refusal -> refusals.merge(refusal.guard(), 1L, Long::sum));
  }

  synchronized void ended(String member, DefragRecord run) {
    MemberRuns before = of(member);
    long back = run.succeeded() ? Math.max(0, run.bytesBefore() - run.bytesAfter()) : 0;
    members.put(
        member,
        new MemberRuns(
            before.succeeded() + (run.succeeded() ? 1 : 0),
            before.failed() + (run.succeeded() ? 0 : 1),
            before.reclaimedBytes() + back,
            Optional.of(run)));
  }

  /**
   * Takes the runs kept in etcd. A member that has left is forgotten: its name does not come back.
   *
   * @param runs of all present members; empty where none is known
   */
  synchronized void last(Map<String, Optional<DefragRecord>> runs) {
    members.keySet().retainAll(runs.keySet());
    runs.forEach((member, run) -> run.ifPresent(last -> last(member, last)));
  }

  private void last(String member, DefragRecord run) {
    MemberRuns before = of(member);
    members.put(
        member,
        new MemberRuns(
            before.succeeded(), before.failed(), before.reclaimedBytes(), Optional.of(run)));
  }

  private MemberRuns of(String member) {
    return members.getOrDefault(member, new MemberRuns(0, 0, 0, Optional.empty()));
  }

  synchronized MaintenanceSample sample() {
    return new MaintenanceSample(true, refusals, members);
  }
}
