package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.KeySums;
import dev.etcdstorage.exporter.analyze.PrefixSums;
import dev.etcdstorage.exporter.analyze.ShownKey;
import dev.etcdstorage.exporter.analyze.StoreFacts;
import dev.etcdstorage.exporter.analyze.Writers;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Html;
import java.time.Instant;
import java.util.List;

/**
 * The report on one file as one page: no script, nothing loaded from elsewhere, pictures drawn
 * here.
 */
public final class AnalysisHtml {
  private static final String SHEET =
      """

      :root { color-scheme: light dark; --back: #ffffff; --text: #1b1f24; --soft: #4d5660;
        --rule: #c3cad2; --live: #0a58ca; --old: #bc4c00; --slack: #8250df; --free: #9aa4ae;
        --over: #57606a; }
      @media (prefers-color-scheme: dark) { :root { --back: #0d1117; --text: #e6edf3;
        --soft: #a7b1bc; --rule: #3d444d; } }
      body { margin: 0 auto; max-width: 72rem; padding: 0 1rem 2rem; background: var(--back);
        color: var(--text); font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
      h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 1.6rem; }
      p, footer, th { color: var(--soft); }
      svg { display: block; width: 100%; height: auto; }
      svg text { font: 12px system-ui, sans-serif; fill: #ffffff; }
      rect { stroke: var(--back); stroke-width: 1; }
      .live { fill: var(--live); background: var(--live); }
      .old { fill: var(--old); background: var(--old); }
      .slack { fill: var(--slack); background: var(--slack); }
      .free { fill: var(--free); background: var(--free); }
      .over { fill: var(--over); background: var(--over); }
      .swatch { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.4rem; }
      table { border-collapse: collapse; width: 100%; font-size: 0.925rem; }
      th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.7rem 0.2rem 0;
        border-top: 1px solid var(--rule); font-weight: normal; }
      .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
      """;

  private final Html html = new Html();
  private final Analysis analysis;

  private AnalysisHtml(Analysis analysis) {
    this.analysis = analysis;
  }

  public static String of(String exporterVersion, Instant at, Analysis analysis) {
    return new AnalysisHtml(analysis).page(exporterVersion, at);
  }

  private String page(String exporterVersion, Instant at) {
    html.open("html", "lang", "en").open("head").alone("meta", "charset", "utf-8");
    html.alone("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.alone(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    html.element("title", "etcd: " + analysis.file().getFileName()).style(SHEET).close();
    html.open("body").element("h1", "What fills " + analysis.file());
    facts();
    HtmlPictures pictures = new HtmlPictures(html);
    html.element("h2", "What it is made of");
    pictures.parts(analysis.parts());
    html.element(
        "p",
        "A defragmentation alone would leave %s; a compaction and then a defragmentation, %s."
            .formatted(
                Amount.bytes(analysis.forecast().defragmentedBytes()),
                Amount.bytes(analysis.forecast().compactedBytes())));
    html.element("h2", "Which keys: live data and history");
    pictures.treemap(analysis.rows());
    rows();
    if (!analysis.timeline().spans().isEmpty()) {
      html.element("h2", "When it was written");
      pictures.timeline(analysis.timeline());
    }
    writers();
    keys("Most versions kept", analysis.mostVersions());
    keys("Most bytes of history", analysis.mostHistory());
    keys("Largest live", analysis.largestLive());
    html.element("footer", "etcd-storage-exporter " + exporterVersion + ", " + Amount.moment(at));
    return html.close().close().end();
  }

  private void facts() {
    StoreFacts facts = analysis.facts();
    html.element(
        "p",
        "%s, revision %d, compacted revision %d, %s, auth %s."
            .formatted(
                analysis.snapshot() ? "A snapshot whose checksum is right" : "A database",
                facts.revision(),
                facts.compactedRevision(),
                Amount.count(facts.members().size(), "member"),
                facts.authEnabled() ? "on" : "off"));
    facts
        .alarms()
        .forEach(
            alarm ->
                html.element("p", "ALARM " + alarm.alarm() + " of member " + alarm.memberId()));
    analysis.notes().forEach(note -> html.element("p", note));
  }

  private void rows() {
    html.open("table").open("tr");
    heads("Prefix", "Keys", "Live", "Versions", "History", "Deleted", "Share");
    for (PrefixSums row : analysis.rows()) {
      row(row.prefix(), row.sums());
    }
    row("total", analysis.total());
    html.close();
  }

  private void heads(String first, String... numbers) {
    html.element("th", first);
    for (String number : numbers) {
      html.element("th", number, "class", "number");
    }
    html.close();
  }

  private void row(String name, KeySums sums) {
    cells(
        name,
        List.of(
            Amount.count(sums.keys()),
            Amount.bytes(sums.liveBytes()),
            Amount.count(sums.versions()),
            Amount.bytes(sums.historyBytes()),
            Amount.count(sums.tombstones()),
            Amount.percent(Shares.of(sums.storedBytes(), analysis.parts().sizeBytes()))));
  }

  private void cells(String name, List<String> numbers) {
    html.open("tr").element("td", name);
    numbers.forEach(number -> html.element("td", number, "class", "number"));
    html.close();
  }

  private void writers() {
    if (analysis.rows().stream().allMatch(row -> row.writers().managers().isEmpty())) {
      return;
    }
    html.element("h2", "Who wrote it").open("table").open("tr");
    heads("Prefix and manager", "Versions", "Bytes", "First", "Last");
    for (PrefixSums row : analysis.rows()) {
      for (Writers.Manager each : row.writers().managers()) {
        cells(
            row.prefix() + ": " + each.name() + " (" + each.operation() + ")",
            List.of(
                Amount.count(each.count().versions()),
                Amount.bytes(each.count().bytes()),
                each.first().map(Amount::moment).orElse(""),
                each.last().map(Amount::moment).orElse("")));
      }
    }
    html.close();
  }

  private void keys(String head, List<ShownKey> keys) {
    if (!keys.isEmpty()) {
      html.element("h2", head).open("table").open("tr");
      heads("Key", "Keys", "Live", "Versions", "History", "Deleted", "Share");
      keys.forEach(key -> row(key.key(), key.sums()));
      html.close();
    }
  }
}
