package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.etcd.Alarm;
import java.util.List;
import java.util.Optional;

/** The table of guards: the check of each, for all commands and the daemon. Pure. */
public final class Guards {
  private Guards() {}

  private static Check check(Guard guard) {
    return switch (guard) {
      case CORRUPT_ALARM ->
          ofStatus(StorageChecks.alarm(Alarm.CORRUPT, "members disagree about their data"));
      case DEFRAG_RUNNING -> StorageChecks::defragRunning;
      case MEMBER_UNREACHABLE -> MembershipChecks::reachable;
      case NO_AGREED_LEADER -> RaftChecks::agreedLeader;
      case NO_QUORUM -> RaftChecks::quorum;
      case NOSPACE_ALARM -> ofStatus(StorageChecks.alarm(Alarm.NOSPACE, "that is for recover"));
      case APPLY_LAG -> ofStatus(RaftChecks::applyLag);
      case UNSAFE_VERSION -> ofStatus(DefectChecks::unsafeVersion);
      case CATCHING_UP -> ofStatus(DefectChecks::catchingUp);
      case LEARNER -> ofStatus(MembershipChecks::learner);
      case DISK_SPACE -> ofStatus(StorageChecks::diskSpace);
      case SINGLE_MEMBER -> ofStatus(MembershipChecks::singleMember);
      case KILL_SWITCH -> OperatorChecks::killSwitch;
      case LOCKED -> OperatorChecks::locked;
      case TIME_WINDOW -> OperatorChecks::timeWindow;
    };
  }

  /** For checks of what members say of themselves: unknown if none answers. */
  private static Check ofStatus(Check check) {
    return (guard, inputs) ->
        inputs.statuses().findAny().isEmpty()
            ? GuardAnswer.unknown(guard, "no member answers")
            : check.answer(guard, inputs);
  }

  /** Asks the guards in the settings, in the order of {@link Guard}. */
  public static List<GuardAnswer> ask(GuardInputs inputs) {
    return inputs.settings().asked().stream()
        .map(guard -> check(guard).answer(guard, inputs))
        .toList();
  }

  /** All refusals, the one that a person should see first in front. */
  public static List<Refusal> refusals(List<GuardAnswer> answers) {
    return answers.stream().filter(GuardAnswer::refuses).map(GuardAnswer::refusal).toList();
  }

  /** The refusal that a person should see first. */
  public static Optional<Refusal> refusal(List<GuardAnswer> answers) {
    return refusals(answers).stream().findFirst();
  }
}
