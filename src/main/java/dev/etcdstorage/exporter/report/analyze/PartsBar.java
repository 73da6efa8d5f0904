package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.FileParts;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Table;
import java.util.ArrayList;
import java.util.List;

/** What a file is made of, as a bar and as numbers. */
record PartsBar(List<Part> parts, long whole) {
  private static final int WIDTH = 78;

  record Part(char mark, String name, long bytes, String goes) {}

  static PartsBar of(FileParts file) {
    return new PartsBar(
        List.of(
            new Part('#', "live data", file.liveBytes(), "stays"),
            new Part('=', "history", file.historyBytes(), "dropped by a compaction"),
            new Part(
                '-',
                "slack",
                file.slackBytes(),
                "half-empty pages; reclaimed by a defragmentation"),
            new Part('.', "free", file.freeBytes(), "reclaimed by a defragmentation"),
            new Part('+', "overhead", file.overheadBytes(), "pages that lead to others")),
        file.sizeBytes());
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(bar());
    Table table = new Table().left("").left("").right("", "").left("");
    for (Part part : parts) {
      table.row(
          String.valueOf(part.mark()),
          part.name(),
          Amount.bytes(part.bytes()),
          Amount.percent(Shares.of(part.bytes(), whole)),
          part.goes());
    }
    table.row("", "size", Amount.bytes(whole));
    lines.addAll(table.lines(" "));
    return lines;
  }

  private String bar() {
    int[] cells = Shares.cells(WIDTH, parts.stream().mapToLong(Part::bytes).toArray());
    StringBuilder bar = new StringBuilder("[");
    for (int i = 0; i < cells.length; i++) {
      bar.append(String.valueOf(parts.get(i).mark()).repeat(cells[i]));
    }
    return bar.append(']').toString();
  }
}
