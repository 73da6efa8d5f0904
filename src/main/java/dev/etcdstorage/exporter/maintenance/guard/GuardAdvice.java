package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.text.Runbook;

/** What a person does about a guard, one line without a full stop. Pure. */
public final class GuardAdvice {
  private GuardAdvice() {}

  public static String of(Guard guard) {
    return switch (guard) {
      case CORRUPT_ALARM ->
          "change nothing; find the member that is wrong and replace it (see "
              + Runbook.CORRUPT.url()
              + ")";
      case MEMBER_UNREACHABLE ->
          "bring it back (or see whether the address is right), or remove it from the cluster if it"
              + " is gone for good, then run this again (see "
              + Runbook.UNREACHABLE.url()
              + ")";
      case NO_AGREED_LEADER, NO_QUORUM ->
          "a majority of the members must be up and see each other; bring them back, then run this"
              + " again (see "
              + Runbook.UNREACHABLE.url()
              + ")";
      case DEFRAG_RUNNING -> "wait until it is done, then run this again";
      case LOCKED ->
          "another run is at work: wait for it; where it is dead, the key goes with its lease in a few"
              + " minutes";
      case UNSAFE_VERSION ->
          "upgrade first; if you know what you do, add --allow-unsafe-version and keep the snapshot";
      case APPLY_LAG, CATCHING_UP -> "wait until it has caught up, then run this again";
      case KILL_SWITCH -> "ask whoever set it; when it is gone, run this again";
      case LEARNER, SINGLE_MEMBER, NOSPACE_ALARM, DISK_SPACE, TIME_WINDOW ->
          "mend that, then run this again";
    };
  }
}
