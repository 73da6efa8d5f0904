package dev.etcdstorage.exporter.advice;

import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.UnwatchedMember;

/** The severity of how a member answers, whatever its file looks like. Pure. */
public final class Standing {
  private Standing() {}

  /**
   * Critical without a leader or under an alarm. If half of the members or more are silent it is an
   * outage; of a member that refuses this user nothing is known.
   */
  public static Severity of(ClusterSample sample, MemberSample member) {
    if (member.outcome() instanceof Reached reached) {
      boolean refusesWrites =
          reached.status().leaderId() == 0 || !reached.status().alarms().isEmpty();
      return refusesWrites ? Severity.CRITICAL : Severity.OK;
    }
    if (member.defragmenting().orElse(false)) {
      return Severity.WARNING;
    }
    if (!isDead(member)) {
      return Severity.UNKNOWN;
    }
    long neverStarted = sample.missing().filter(UnwatchedMember::missingVoter).count();
    long dead = sample.members().stream().filter(Standing::isDead).count() + neverStarted;
    return dead * 2 < sample.members().size() + neverStarted ? Severity.WARNING : Severity.CRITICAL;
  }

  private static boolean isDead(MemberSample member) {
    return member.outcome() instanceof Failed failed
        && !member.defragmenting().orElse(false)
        && !failed.failure().reason().refusesUser();
  }
}
