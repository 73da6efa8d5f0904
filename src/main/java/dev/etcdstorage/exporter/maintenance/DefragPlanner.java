package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.maintenance.MemberChoice.Choice;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the members that are due, and asks the guards. Changes nothing. */
final class DefragPlanner {
  private final DefragPolicy policy;
  private final ClusterGuards guards;
  private final KeptRuns kept;
  private final InstantSource clock;

  DefragPlanner(DefragPolicy policy, ClusterGuards guards, KeptRuns kept, InstantSource clock) {
    this.policy = policy;
    this.guards = guards;
    this.kept = kept;
    this.clock = clock;
  }

  /**
   * @param lock why the lock keeps the run from beginning
   */
  DefragPlan plan(ClusterSample sample, Supplier<Optional<Refusal>> lock) {
    List<MemberChoice> choices = sample.members().stream().map(this::choose).toList();
    List<MemberSample> due =
        DefragOrder.sorted(
            choices.stream()
                .filter(choice -> choice.choice() == Choice.DUE)
                .map(MemberChoice::member)
                .toList());
    return new DefragPlan(sorted(choices, due), guards.ask(sample, due, lock));
  }

  private static List<MemberChoice> sorted(
      Collection<MemberChoice> choices, List<MemberSample> due) {
    List<MemberChoice> sorted = new ArrayList<>();
    for (MemberSample member : due) {
      choices.stream().filter(choice -> choice.member().equals(member)).forEach(sorted::add);
    }
    choices.stream().filter(choice -> choice.choice() != Choice.DUE).forEach(sorted::add);
    return sorted;
  }

  private MemberChoice choose(MemberSample member) {
    Answer<Optional<DefragRecord>> last =
        member
            .status()
            .map(status -> kept.read(status.memberId()))
            .orElse(new Answer.Got<>(Optional.empty()));
    return last.got()
        .map(run -> policy.choose(member, run, clock.instant()))
        .orElseGet(
            () ->
                MemberChoice.unknown(
                    member,
                    "its last run cannot be read: "
                        + last.refusal().map(Failure::detail).orElse("no answer")));
  }
}
