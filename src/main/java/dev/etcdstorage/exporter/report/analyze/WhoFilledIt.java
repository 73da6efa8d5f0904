package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.PrefixSums;
import java.util.ArrayList;
import java.util.List;

/** The heaviest prefixes and their writers, for the output of another command. */
public final class WhoFilledIt {
  /** How many prefixes it names. */
  public static final int ROWS = 5;

  private WhoFilledIt() {}

  /** Lines of at most 80 columns, except the last, which can be pasted. */
  public static List<String> lines(Analysis analysis) {
    List<String> lines = new ArrayList<>();
    lines.add("What filled the file, by the snapshot:");
    List<RowOfKeys> rows = new ArrayList<>();
    for (PrefixSums row : analysis.rows()) {
      rows.add(new RowOfKeys(row.prefix(), row.sums()));
    }
    lines.addAll(RowOfKeys.lines("PREFIX", rows, analysis.parts().sizeBytes()));
    lines.addAll(WritersText.lines(analysis.rows()));
    lines.add("Details: etcd-storage-exporter analyze " + analysis.file());
    return lines;
  }
}
