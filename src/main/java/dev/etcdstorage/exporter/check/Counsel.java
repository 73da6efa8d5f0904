package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.etcd.EtcdVersion;
import dev.etcdstorage.exporter.etcd.KnownDefect;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.status.Advice;
import dev.etcdstorage.exporter.storage.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What to do next, for members that answered: those with the same advice together. Pure. */
final class Counsel {
  private static final Advice SCAN =
      new Advice(
          "live data and old versions cannot be told apart without reading the keys once",
          Optional.of("check --scan"));

  private static final Advice SILENT =
      new Advice(
          "find out why there is no answer: is etcd up, and do endpoint, certificates and user lead"
              + " to it",
          Optional.empty());

  private static final Advice DEFRAGMENTING =
      new Advice("wait until the defragmentation has ended, then look again", Optional.empty());

  /** Nothing that this program could run gets anywhere then. */
  private static final Advice LEADERLESS =
      new Advice(
          "bring back enough members for a leader first; all else needs one", Optional.empty());

  private static final Advice REFUSED =
      new Advice(
          "give --user and --password-file of a user with the root role, or another certificate",
          Optional.empty());

  /** The command would refuse too, but nobody should try it with another tool. */
  private static final Advice UPGRADE =
      new Advice(
          "free pages fill the file, but a defragmentation of this version may corrupt it: upgrade"
              + " etcd to "
              + KnownDefect.DEFRAG_CORRUPTS.fixedIn()
              + " or later first",
          Optional.empty());

  private Counsel() {}

  /** Members without an answer first, then in the order of the members. */
  static Map<Advice, List<String>> of(Examined examined) {
    Map<Advice, List<String>> groups = new LinkedHashMap<>();
    for (MemberSample member : examined.members()) {
      if (member.outcome().reached().isEmpty()) {
        groups.computeIfAbsent(silent(member), advice -> new ArrayList<>()).add(member.member());
      }
    }
    for (Answering member : examined.answering()) {
      groups
          .computeIfAbsent(advice(examined, member), advice -> new ArrayList<>())
          .add(member.name());
    }
    return groups;
  }

  private static Advice silent(MemberSample member) {
    if (member.defragmenting().orElse(false)) {
      return DEFRAGMENTING;
    }
    return member.outcome() instanceof Failed failed
            && ReachFindings.refuses(failed.failure().reason())
        ? REFUSED
        : SILENT;
  }

  /** Of one member. */
  static Advice advice(Examined examined, Answering member) {
    if (member.status().leaderId() == 0) {
      return LEADERLESS;
    }
    Verdict verdict = examined.now().verdict(member.reached());
    boolean alarm = !member.status().alarms().isEmpty();
    boolean scanHelps =
        verdict == Verdict.UNKNOWN
            && !alarm
            && examined.now().freshScan().isEmpty()
            && examined.scanTrouble().isEmpty()
            && member.reached().quota().isPresent();
    if (verdict == Verdict.DEFRAG && !alarm && corruptedByDefrag(member)) {
      return UPGRADE;
    }
    return scanHelps ? SCAN : Advice.of(examined.now(), member.reached());
  }

  private static boolean corruptedByDefrag(Answering member) {
    return EtcdVersion.parse(member.status().version())
        .filter(version -> KnownDefect.of(version).contains(KnownDefect.DEFRAG_CORRUPTS))
        .isPresent();
  }
}
