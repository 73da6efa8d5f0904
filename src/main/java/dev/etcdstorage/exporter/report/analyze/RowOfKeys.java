package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.KeySums;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Table;
import java.util.ArrayList;
import java.util.List;

/** A row of the table of prefixes, which is at most 80 columns wide, however long a name is. */
record RowOfKeys(String name, KeySums sums) {
  private static final int WIDTH = 80;
  private static final int BETWEEN = 2;
  private static final int SHORTEST_NAME = 12;
  private static final List<String> HEADS =
      List.of("KEYS", "LIVE", "VERSIONS", "HISTORY", "DELETED", "SHARE");

  private List<String> numbers(long fileBytes) {
    return List.of(
        Amount.count(sums.keys()),
        Amount.bytes(sums.liveBytes()),
        Amount.count(sums.versions()),
        Amount.bytes(sums.historyBytes()),
        Amount.count(sums.tombstones()),
        Amount.percent(Shares.of(sums.storedBytes(), fileBytes)));
  }

  static List<String> lines(String head, List<RowOfKeys> rows, long fileBytes) {
    List<List<String>> numbers = rows.stream().map(row -> row.numbers(fileBytes)).toList();
    int room = WIDTH;
    for (int i = 0; i < HEADS.size(); i++) {
      int column = i;
      int widest = numbers.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      room -= BETWEEN + Math.max(widest, HEADS.get(i).length());
    }
    Table table = new Table().left(head).right(HEADS.toArray(String[]::new));
    for (int i = 0; i < rows.size(); i++) {
      List<String> cells = new ArrayList<>();
      cells.add(shortened(rows.get(i).name(), Math.max(SHORTEST_NAME, room)));
      cells.addAll(numbers.get(i));
      table.row(cells);
    }
    return table.lines();
  }

  /** Cut in the middle: names that begin alike differ at their ends. */
  static String shortened(String name, int most) {
    if (name.length() <= most) {
      return name;
    }
    int head = most / 2;
    int tail = name.length() - (most - 1 - head);
    if (Character.isHighSurrogate(name.charAt(head - 1))) {
      head--;
    }
    if (Character.isLowSurrogate(name.charAt(tail))) {
      tail++;
    }
    return name.substring(0, head) + "…" + name.substring(tail);
  }
}
