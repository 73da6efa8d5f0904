package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.MemberChoice.Choice;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.guard.Guards;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.List;
import java.util.Optional;

/**
 * What a run would do, and what the guards answer.
 *
 * @param members all of them, those that are due first and in their order
 * @param guards every guard's answer
 */
public record DefragPlan(List<MemberChoice> members, List<GuardAnswer> guards) {
  public DefragPlan {
    members = List.copyOf(members);
    guards = List.copyOf(guards);
  }

  /** In the order of the run, as long as the leader stays the same. */
  public List<MemberSample> due() {
    return members.stream()
        .filter(member -> member.choice() == Choice.DUE)
        .map(MemberChoice::member)
        .toList();
  }

  /** Whether there is surely nothing to do; members that do not answer leave that open. */
  public boolean nothingDue() {
    return members.stream().allMatch(member -> member.choice() == Choice.LEAVE)
        && !members.isEmpty();
  }

  /** The refusal that a person should see first. */
  public Optional<Refusal> refusal() {
    return Guards.refusal(guards);
  }

  public List<Refusal> refusals() {
    return Guards.refusals(guards);
  }
}
