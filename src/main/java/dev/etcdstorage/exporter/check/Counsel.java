package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Answering;
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

  private Counsel() {}

  /** In the order of the members. */
  static Map<Advice, List<String>> of(Examined examined) {
    Map<Advice, List<String>> groups = new LinkedHashMap<>();
    for (Answering member : examined.answering()) {
      groups
          .computeIfAbsent(advice(examined, member), advice -> new ArrayList<>())
          .add(member.name());
    }
    return groups;
  }

  /** Of one member. */
  static Advice advice(Examined examined, Answering member) {
    Verdict verdict = examined.now().verdict(member.reached());
    boolean alarm = !member.status().alarms().isEmpty();
    boolean scanHelps =
        verdict == Verdict.UNKNOWN
            && !alarm
            && examined.now().freshScan().isEmpty()
            && examined.scanTrouble().isEmpty()
            && member.reached().quota().isPresent();
    return scanHelps ? SCAN : Advice.of(member.status(), verdict);
  }
}
