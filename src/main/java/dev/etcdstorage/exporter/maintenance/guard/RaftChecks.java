package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.List;

/** Whether the members agree and keep up. */
public final class RaftChecks {
  /**
   * A member at most this many raft entries behind what was committed is in step. Under load, one
   * is some tens behind at any moment.
   */
  public static final long MOST_ENTRIES_BEHIND = 1000;

  private RaftChecks() {}

  static GuardAnswer agreedLeader(Guard guard, GuardInputs inputs) {
    return inputs
        .sample()
        .leader()
        .map(MemberSample::member)
        .map(leader -> GuardAnswer.pass(guard, "all name " + leader))
        .orElseGet(
            () ->
                GuardAnswer.refuse(
                    guard, "the members that answer do not agree on a leader among them"));
  }

  static GuardAnswer quorum(Guard guard, GuardInputs inputs) {
    return inputs
        .confirmed()
        .refusal()
        .map(Failure::detail)
        .map(why -> GuardAnswer.refuse(guard, "no read was confirmed by a majority: " + why))
        .orElseGet(() -> GuardAnswer.pass(guard, "a majority confirmed a read"));
  }

  static GuardAnswer applyLag(Guard guard, GuardInputs inputs) {
    List<String> late =
        inputs.membersWith(status -> inputs.entriesBehind(status) > MOST_ENTRIES_BEHIND);
    long most = inputs.statuses().mapToLong(inputs::entriesBehind).max().orElse(0);
    return GuardAnswer.refuseIf(
        guard,
        !late.isEmpty(),
        late.isEmpty()
            ? "at most " + most + " entries behind"
            : String.join(", ", late) + ": up to " + most + " entries behind what is committed");
  }
}
