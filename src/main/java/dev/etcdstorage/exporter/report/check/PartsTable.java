package dev.etcdstorage.exporter.report.check;

import dev.etcdstorage.exporter.check.Examined;
import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the members' files are made of, by the scan. */
final class PartsTable {
  private final Examined examined;

  PartsTable(Examined examined) {
    this.examined = examined;
  }

  List<String> lines() {
    Table table = new Table().left("FILE OF").right("LIVE", "OLD VERSIONS", "SLACK", "FREE");
    boolean slack = false;
    for (Answering member : examined.answering()) {
      FileMakeup makeup = examined.now().makeup(member.reached());
      slack |= makeup.slackBytes().isPresent();
      table.row(
          List.of(
              member.name(),
              bytes(makeup.liveBytes()),
              how(makeup) + bytes(makeup.historyBytes()),
              bytes(makeup.slackBytes()),
              Amount.bytes(makeup.freeBytes())));
    }
    List<String> lines = new ArrayList<>(table.lines());
    if (slack) {
      lines.add("SLACK = half-empty pages, and those that etcd frees with its next writes");
    }
    return lines;
  }

  private static String how(FileMakeup makeup) {
    return makeup
        .historyBy()
        .map(
            by ->
                by == HistorySize.By.PAGES
                    ? "up to "
                    : by == HistorySize.By.REVISIONS && makeup.historyBytes().orElse(0) > 0
                        ? "about "
                        : "")
        .orElse("");
  }

  private static String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? Amount.bytes(bytes.getAsLong()) : "?";
  }
}
