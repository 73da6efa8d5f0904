package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.analyze.KeySums;
import dev.etcdstorage.exporter.analyze.PrefixSums;
import dev.etcdstorage.exporter.analyze.ShownKey;
import dev.etcdstorage.exporter.analyze.StoreFacts;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Paragraphs;
import dev.etcdstorage.exporter.text.Sentence;
import dev.etcdstorage.exporter.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The report on one file for a person, in 80 columns. */
public final class AnalysisText {
  /** Of the lists of single keys. */
  private static final int KEYS = 5;

  private final Paragraphs page = new Paragraphs();
  private final Analysis analysis;

  private AnalysisText(Analysis analysis) {
    this.analysis = analysis;
  }

  public static String of(Analysis analysis) {
    AnalysisText text = new AnalysisText(analysis);
    text.head();
    text.parts();
    text.rows();
    text.writers();
    text.keys();
    return text.page.toString();
  }

  private void head() {
    StoreFacts facts = analysis.facts();
    page.line(analysis.file().toString());
    page.wrapped(
        "  ",
        analysis.snapshot()
            ? "A snapshot, and its checksum is right."
            : "A database without a snapshot's checksum.");
    page.wrapped("  ", Sentence.of(String.join(", ", revisions(facts))));
    page.wrapped("  ", Sentence.of(String.join(", ", cluster(facts))));
    if (facts.compactionUnfinished()) {
      page.wrapped(
          "  ",
          "A compaction at revision "
              + facts.scheduledCompaction().orElseThrow()
              + " was started but not finished; etcd continues it when it starts.");
    }
    analysis.notes().forEach(note -> page.wrapped("  ", Sentence.of(note)));
  }

  private List<String> revisions(StoreFacts facts) {
    List<String> words = new ArrayList<>();
    words.add("revision " + facts.revision());
    words.add(
        facts.compactedRevision() == 0
            ? "never compacted"
            : "compacted revision " + facts.compactedRevision());
    facts.consistentIndex().ifPresent(index -> words.add("raft index " + index));
    facts.term().ifPresent(term -> words.add("term " + term));
    words.add("hash " + String.format("%08x", analysis.hash()));
    return words;
  }

  private static List<String> cluster(StoreFacts facts) {
    List<String> words = new ArrayList<>();
    facts.clusterVersion().ifPresent(version -> words.add("cluster version " + version));
    facts.storageVersion().ifPresent(version -> words.add("storage version " + version));
    words.add(Amount.count(facts.members().size(), "member"));
    words.add(Amount.count(facts.leases(), "lease"));
    words.add(facts.authEnabled() ? "auth is on" : "auth is off");
    words.add(
        facts.alarms().isEmpty()
            ? "no alarm is up"
            : "ALARM "
                + Sentence.list(
                    facts.alarms().stream()
                        .map(alarm -> alarm.alarm() + " of member " + alarm.memberId())
                        .toList()));
    return words;
  }

  private void parts() {
    page.gap();
    PartsBar bar = PartsBar.of(analysis.parts());
    bar.lines().forEach(page::line);
    page.gap();
    page.wrapped(
        "",
        "A defragmentation alone would leave "
            + Amount.bytes(analysis.forecast().defragmentedBytes())
            + "; a compaction at revision "
            + analysis.facts().revision()
            + " and then a defragmentation, "
            + Amount.bytes(analysis.forecast().compactedBytes())
            + ".");
  }

  private void rows() {
    page.gap();
    List<RowOfKeys> rows = new ArrayList<>();
    for (PrefixSums row : analysis.rows()) {
      rows.add(new RowOfKeys(row.prefix(), row.sums()));
    }
    rows.add(new RowOfKeys("total", analysis.total()));
    RowOfKeys.lines(analysis.by() == By.KEY ? "KEY" : "PREFIX", rows, analysis.parts().sizeBytes())
        .forEach(page::line);
    if (analysis.rowsMayLackBytes() > 0) {
      page.wrapped(
          "",
          "There are more prefixes than can be told apart: a row may lack up to "
              + Amount.bytes(analysis.rowsMayLackBytes())
              + ", which is counted under other.");
    }
  }

  private void writers() {
    List<String> lines = WritersText.lines(analysis.rows());
    if (!lines.isEmpty()) {
      page.gap();
      page.line("Who wrote it, by the managers that Kubernetes' objects name");
      lines.forEach(page::line);
    }
  }

  private void keys() {
    keys("Most versions kept", analysis.mostVersions(), KeySums::versions, false);
    keys("Most bytes of history", analysis.mostHistory(), KeySums::historyBytes, true);
    keys("Largest live", analysis.largestLive(), KeySums::liveBytes, true);
  }

  private void keys(
      String head, List<ShownKey> keys, ToLongFunction<KeySums> what, boolean isBytes) {
    if (keys.isEmpty()) {
      return;
    }
    page.gap();
    page.line(head);
    Table table = new Table().right("").left("");
    for (ShownKey key : keys.subList(0, Math.min(KEYS, keys.size()))) {
      long sum = what.applyAsLong(key.sums());
      table.row(
          isBytes ? Amount.bytes(sum) : Amount.count(sum), RowOfKeys.shortened(key.key(), 60));
    }
    table.lines("  ").forEach(page::line);
  }
}
