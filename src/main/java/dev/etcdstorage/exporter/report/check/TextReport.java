package dev.etcdstorage.exporter.report.check;

import dev.etcdstorage.exporter.advice.Advice;
import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.check.Diagnosis;
import dev.etcdstorage.exporter.check.Examined;
import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.check.Report;
import dev.etcdstorage.exporter.keyspace.ledger.LiveNow;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.observe.LargestFirst;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.Growth;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Paragraphs;
import dev.etcdstorage.exporter.text.Sentence;
import dev.etcdstorage.exporter.text.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The report for a person: a status line, then for each cluster its table and what it means. */
public final class TextReport {
  private static final int PREFIXES = 10;

  /** A few seconds of growth say nothing about the next month. */
  private static final Duration FORESEEN = Duration.ofDays(30);

  private final Paragraphs page = new Paragraphs();
  private final Report report;

  private TextReport(Report report) {
    this.report = report;
  }

  public static String of(Report report) {
    return new TextReport(report).text();
  }

  private String text() {
    page.line(report.statusLine());
    for (Diagnosis cluster : report.clusters()) {
      page.gap();
      cluster.examined().now().cluster().ifPresent(name -> page.line("Cluster " + name));
      new MemberTable(cluster.examined()).lines().forEach(page::line);
      growth(cluster.examined());
      findings(cluster.findings());
      next(cluster);
      cluster.examined().now().live().ifPresent(live -> live(cluster.examined(), live));
    }
    return page.toString();
  }

  private void growth(Examined examined) {
    List<String> growing = new ArrayList<>();
    for (Answering member : examined.answering()) {
      OptionalLong quota =
          member
              .reached()
              .quota()
              .map(Quota::bytes)
              .map(OptionalLong::of)
              .orElse(OptionalLong.empty());
      Growth growth = examined.growth(member.reached());
      growing(
              member.name() + ": the file grows by ",
              growth.sizePace(),
              growth.secondsToFullBySize(quota.orElse(0)),
              "")
          .ifPresent(growing::add);
      growing(
              member.name() + ": its pages in use grow by ",
              growth.inUsePace(),
              growth.secondsToFullByInUse(quota.orElse(0)),
              " if nobody compacts")
          .ifPresent(growing::add);
    }
    if (!growing.isEmpty()) {
      page.gap();
      page.line("Growth over the last " + Amount.duration(examined.span()));
      growing.forEach(line -> page.wrapped("  ", line));
    }
  }

  private static Optional<String> growing(
      String who, OptionalDouble pace, OptionalDouble toFull, String unless) {
    if (pace.orElse(0) < 1) {
      return Optional.empty();
    }
    String when =
        toFull.isPresent() && toFull.getAsDouble() < FORESEEN.toSeconds()
            ? ", full in " + Amount.seconds(toFull.getAsDouble()) + unless
            : "";
    return Optional.of(who + Amount.rate(pace.getAsDouble()) + when);
  }

  private void findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    page.gap();
    page.line("Findings");
    for (Finding finding : findings) {
      String severity = finding.severity() == Severity.OK ? "note" : finding.severity().name();
      page.wrapped(String.format(Locale.ROOT, "  %-8s  ", severity), finding.text());
    }
  }

  private void next(Diagnosis cluster) {
    Map<Advice, List<String>> counsel = cluster.advice();
    if (counsel.isEmpty()) {
      return;
    }
    page.gap();
    page.line("What to do");
    counsel.forEach(
        (advice, members) -> {
          page.wrapped("  ", Sentence.list(members) + ": " + advice.words());
          // On one line, however long, so that it can be pasted.
          advice.command().map(cluster::command).ifPresent(line -> page.line("    " + line));
        });
  }

  private void live(Examined examined, LiveNow alive) {
    page.gap();
    new PartsTable(examined).lines().forEach(page::line);
    Live total = alive.total();
    page.gap();
    page.wrapped(
        "",
        Amount.count(total.keys())
            + " live keys, "
            + (alive.values() ? Amount.bytes(total.bytes()) : "an unknown number of bytes")
            + " of keys and values, at revision "
            + alive.revision()
            + (alive.exact() ? "" : " (a compaction overtook the scan, so it is not exact)"));
    Table table = new Table().left("PREFIX").right("KEYS", "BYTES");
    LargestFirst.byLiveBytes(alive.prefixes()).stream()
        .limit(PREFIXES)
        .forEach(
            entry ->
                table.row(
                    entry.getKey(),
                    Amount.count(entry.getValue().keys()),
                    alive.values() ? Amount.bytes(entry.getValue().bytes()) : "unknown"));
    table.lines("  ").forEach(page::line);
    if (alive.prefixes().size() > PREFIXES) {
      page.line("  and " + (alive.prefixes().size() - PREFIXES) + " more");
    }
  }
}
