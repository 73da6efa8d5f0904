package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.text.Runbook;

/** What a person can do about a guard, one line without a full stop. Pure. */
public final class GuardAdvice {
  private GuardAdvice() {}

  public static String of(Guard guard) {
    return switch (guard) {
      case CORRUPT_ALARM ->
          "change nothing; find the member that is wrong and replace it (see "
              + Runbook.CORRUPT.url()
              + ")";
      case MEMBER_UNREACHABLE ->
          "bring it back (or check its address), or remove it from the cluster if it"
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
          "another run is at work: wait for it; if it has died, its lock expires in a few"
              + " minutes";
      case UNSAFE_VERSION ->
          "upgrade first; if you accept the risk, add --allow-unsafe-version and keep the snapshot";
      case APPLY_LAG, CATCHING_UP -> "wait until it has caught up, then run this again";
      case KILL_SWITCH -> "ask whoever set it; once it is removed, run this again";
      case LEARNER, SINGLE_MEMBER, NOSPACE_ALARM, DISK_SPACE, TIME_WINDOW ->
          "fix that, then run this again";
    };
  }
}
