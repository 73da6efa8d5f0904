package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.status.Advice;
import dev.etcdstorage.exporter.status.Amount;
import dev.etcdstorage.exporter.status.Order;
import dev.etcdstorage.exporter.storage.Growth;
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

  /** From a few seconds nobody can say what is in a month. */
  private static final Duration FORESEEN = Duration.ofDays(30);

  private final Lines page = new Lines();
  private final Report report;

  private TextReport(Report report) {
    this.report = report;
  }

  /** The whole text. */
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
      cluster.examined().now().freshScan().ifPresent(this::scan);
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
      page.line("Growth over the last " + Words.duration(examined.span()));
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
            ? ", full in " + Words.seconds(toFull.getAsDouble()) + unless
            : "";
    return Optional.of(who + Words.pace(pace.getAsDouble()) + when);
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
    Map<Advice, List<String>> counsel = Counsel.of(cluster.examined());
    if (counsel.isEmpty()) {
      return;
    }
    page.gap();
    page.line("What to do");
    counsel.forEach(
        (advice, members) -> {
          page.wrapped("  ", Words.list(members) + ": " + advice.words());
          // On one line, however long, so that it can be pasted.
          advice.command().map(cluster::command).ifPresent(line -> page.line("    " + line));
        });
  }

  private void scan(ScanResult scan) {
    Live total = scan.total();
    page.gap();
    page.wrapped(
        "",
        Words.count(total.keys())
            + " live keys, "
            + (scan.values() ? Amount.bytes(total.bytes()) : "an unknown number of bytes")
            + " of keys and values, at revision "
            + scan.revision()
            + (scan.exact() ? "" : " (a compaction overtook the scan, so it is not exact)"));
    Table table =
        new Table()
            .column("  PREFIX", Table.Side.LEFT)
            .column("KEYS", Table.Side.RIGHT)
            .column("BYTES", Table.Side.RIGHT);
    Order.byLiveBytes(scan.prefixes()).stream()
        .limit(PREFIXES)
        .forEach(
            entry ->
                table.row(
                    List.of(
                        "  " + entry.getKey(),
                        Words.count(entry.getValue().keys()),
                        scan.values() ? Amount.bytes(entry.getValue().bytes()) : "unknown")));
    table.lines().forEach(page::line);
    if (scan.prefixes().size() > PREFIXES) {
      page.line("  and " + (scan.prefixes().size() - PREFIXES) + " more");
    }
  }
}
