package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Answering;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is to be said of one cluster. Pure.
 *
 * @param flags say where this cluster is, as this program takes them; for the next command
 * @param findings the worst first
 */
record Diagnosis(Examined examined, String flags, List<Finding> findings) {

  /** Judges. */
  static Diagnosis of(Examined examined, String flags) {
    List<Finding> findings = new ArrayList<>(ReachFindings.of(examined));
    for (Answering member : examined.answering()) {
      findings.addAll(MemberFindings.of(examined, member));
    }
    findings.addAll(CompactionFindings.of(examined));
    findings.addAll(Audit.of(examined));
    examined.scanTrouble().map(Finding::unknown).ifPresent(findings::add);
    findings.sort(Comparator.comparing(Finding::severity).reversed());
    return new Diagnosis(examined, flags, List.copyOf(findings));
  }

  /** A command of this program, complete, so that it can be pasted. */
  String command(String command) {
    return "etcd-storage-exporter " + command + (flags.isEmpty() ? "" : " " + flags);
  }

  Severity severity() {
    return findings.stream().map(Finding::severity).reduce(Severity.OK, Severity::worse);
  }
}
