package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.analyze.FileGrowth;
import dev.etcdstorage.exporter.analyze.FileParts;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Paragraphs;
import dev.etcdstorage.exporter.text.Table;
import java.util.List;
import java.util.Locale;

/** What changed from one file to another, in 80 columns. */
public final class FileGrowthText {
  private static final int LONGEST_NAME = 34;
  private static final int KEYS = 10;

  private FileGrowthText() {}

  public static String of(FileGrowth growth) {
    Paragraphs page = new Paragraphs();
    page.line("from " + growth.before().file());
    page.line("to   " + growth.after().file());
    page.line(
        "Revisions %d to %d"
            .formatted(growth.before().facts().revision(), growth.after().facts().revision()));
    page.gap();
    parts(growth.before().parts(), growth.after().parts()).forEach(page::line);
    page.gap();
    changes(growth.after().by() == By.KEY ? "KEY" : "PREFIX", growth.rows()).forEach(page::line);
    if (!growth.keys().isEmpty()) {
      page.gap();
      changes("KEYS THAT GREW", growth.keys().subList(0, Math.min(KEYS, growth.keys().size())))
          .forEach(page::line);
    }
    if (!growth.managers().isEmpty()) {
      page.gap();
      managers(growth.managers()).forEach(page::line);
    }
    return page.toString();
  }

  private static List<String> parts(FileParts before, FileParts after) {
    Table table = new Table().left("").right("BEFORE", "AFTER", "CHANGE");
    part(table, "live data", before.liveBytes(), after.liveBytes());
    part(table, "history", before.historyBytes(), after.historyBytes());
    part(table, "slack", before.slackBytes(), after.slackBytes());
    part(table, "free", before.freeBytes(), after.freeBytes());
    part(table, "overhead", before.overheadBytes(), after.overheadBytes());
    part(table, "size", before.sizeBytes(), after.sizeBytes());
    return table.lines();
  }

  private static void part(Table table, String name, long before, long after) {
    table.row(name, Amount.bytes(before), Amount.bytes(after), bytes(after - before));
  }

  private static List<String> changes(String head, List<FileGrowth.Change> changes) {
    Table table = new Table().left(head).right("KEYS", "LIVE", "VERSIONS", "HISTORY");
    for (FileGrowth.Change change : changes) {
      table.row(
          RowOfKeys.shortened(change.name(), LONGEST_NAME),
          count(change.by().keys()),
          bytes(change.by().liveBytes()),
          count(change.by().versions()),
          bytes(change.by().historyBytes()));
    }
    return table.lines();
  }

  private static List<String> managers(List<FileGrowth.ManagerChange> managers) {
    Table table = new Table().left("MANAGER").right("VERSIONS", "LIVE", "HISTORY");
    for (FileGrowth.ManagerChange each : managers.subList(0, Math.min(KEYS, managers.size()))) {
      table.row(
          RowOfKeys.shortened(
              each.name() + (each.operation().equals("Update") ? "" : " " + each.operation()),
              LONGEST_NAME),
          count(each.by().versions()),
          bytes(each.by().liveBytes()),
          bytes(each.by().bytes() - each.by().liveBytes()));
    }
    return table.lines();
  }

  /** {@code +1.2 MiB}, {@code -300 B}, {@code 0 B}. */
  static String bytes(long change) {
    return sign(change) + Amount.bytes(Math.abs(change));
  }

  static String count(long change) {
    return sign(change) + String.format(Locale.ROOT, "%,d", Math.abs(change));
  }

  private static String sign(long change) {
    return change > 0 ? "+" : change < 0 ? "-" : "";
  }
}
