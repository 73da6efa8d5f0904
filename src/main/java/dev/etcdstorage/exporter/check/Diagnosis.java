package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.advice.Advice;
import dev.etcdstorage.exporter.advice.FileFindings;
import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to say about one cluster. Pure.
 *
 * @param own for the next command
 * @param findings the worst first
 */
public record Diagnosis(Examined examined, OwnCommand own, List<Finding> findings) {

  static Diagnosis of(Examined examined, OwnCommand own) {
    List<Finding> findings = new ArrayList<>(ReachFindings.of(examined));
    for (MemberSample member : examined.members()) {
      findings.addAll(FileFindings.of(examined.now(), member, examined.filling(member)));
    }
    findings.addAll(CompactionFindings.of(examined));
    findings.addAll(Audit.of(examined));
    examined.scanTrouble().map(Finding::unknown).ifPresent(findings::add);
    findings.sort(Comparator.comparing(Finding::severity).reversed());
    return new Diagnosis(examined, own, List.copyOf(findings));
  }

  public Advice advice(MemberSample member) {
    return Advice.of(examined.now(), member, examined.scanTrouble().isPresent());
  }

  /** What to do, and for which members: those without an answer first. */
  public Map<Advice, List<String>> advice() {
    Map<Advice, List<String>> groups = new LinkedHashMap<>();
    examined.members().stream()
        .sorted(Comparator.comparing(member -> member.outcome().reached().isPresent()))
        .forEach(
            member ->
                groups
                    .computeIfAbsent(advice(member), advice -> new ArrayList<>())
                    .add(member.member()));
    return groups;
  }

  /** A complete command of this program, to be pasted. */
  public String command(String command) {
    return own.line(command);
  }

  public Severity severity() {
    return findings.stream().map(Finding::severity).reduce(Severity.OK, Severity::worse);
  }
}
