package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning.Problem;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import java.util.List;
import java.util.stream.Stream;

/** Which members there are, and which of them answer. */
final class MembershipChecks {
  private MembershipChecks() {}

  static GuardAnswer reachable(Guard guard, GuardInputs inputs) {
    List<String> silent =
        Stream.concat(
                inputs.members().stream().flatMap(MembershipChecks::silence),
                unseen(inputs.sample()))
            .toList();
    int answering = inputs.sample().voters().size();
    return GuardAnswer.refuseIf(
        guard,
        !silent.isEmpty() || answering == 0,
        silent.isEmpty() ? "all voters answer: " + answering : String.join("; ", silent));
  }

  private static Stream<String> silence(MemberSample member) {
    return member.outcome() instanceof Failed failed
        ? Stream.of(
            "%s at %s does not answer (%s)"
                .formatted(member.member(), member.endpoint(), why(failed.failure())))
        : Stream.empty();
  }

  /** gRPC's text for a deadline is long and adds nothing. */
  private static String why(Failure failure) {
    return failure.reason() == Reason.TIMEOUT
        ? "no answer in time: paused, cut off, or at work on a defragmentation"
        : failure.reason().label() + ": " + failure.detail();
  }

  /** Why members cannot be told apart or cannot all be seen, one sentence each. */
  private static Stream<String> unseen(ClusterSample sample) {
    return Stream.concat(
        sample.unwatched().stream()
            .filter(UnwatchedMember::needed)
            .map(member -> member.name() + " " + member.words()),
        sample.warnings().stream()
            .filter(warning -> warning.problem() == Problem.SEVERAL_MEMBERS)
            .map(warning -> warning.endpoint() + " " + warning.words()));
  }

  static GuardAnswer learner(Guard guard, GuardInputs inputs) {
    boolean asked =
        inputs.due().stream()
            .anyMatch(member -> member.status().filter(MemberStatus::learner).isPresent());
    List<String> learners = inputs.membersWith(MemberStatus::learner);
    return GuardAnswer.refuseIf(
        guard,
        asked,
        learners.isEmpty()
            ? "none"
            : String.join(", ", learners) + (asked ? " cannot be defragmented" : " left out"));
  }

  /** A member that does not answer may have a vote. */
  static GuardAnswer singleMember(Guard guard, GuardInputs inputs) {
    ClusterSample sample = inputs.sample();
    if (sample.voters().size() + sample.silent().size() != 1) {
      return GuardAnswer.pass(guard, "no");
    }
    return inputs.settings().allowSingleMember()
        ? GuardAnswer.warn(guard, "allowed: nobody is served until it is done")
        : GuardAnswer.refuse(
            guard, "the only member would serve nobody until it is done, and that was not allowed");
  }
}
