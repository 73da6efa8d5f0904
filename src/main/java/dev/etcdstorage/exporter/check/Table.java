package dev.etcdstorage.exporter.check;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as what stands in them; numbers on the right. */
final class Table {
  /** On which side the cells stand. */
  enum Side {
    LEFT,
    RIGHT
  }

  private record Column(String head, Side side) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  Table column(String head, Side side) {
    columns.add(new Column(head, side));
    return this;
  }

  /** One cell for each column, or fewer: then the last one is a remark that may be longer. */
  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /** The head, if a column has one, and the rows. */
  List<String> lines() {
    int[] widths = columns.stream().mapToInt(column -> column.head().length()).toArray();
    for (List<String> row : rows) {
      int whole = row.size() < columns.size() ? row.size() - 1 : row.size();
      for (int i = 0; i < whole; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    List<String> heads = columns.stream().map(Column::head).toList();
    if (!String.join("", heads).isEmpty()) {
      lines.add(line(heads, widths));
    }
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      boolean remark = i == cells.size() - 1 && cells.size() < columns.size();
      String room = " ".repeat(Math.max(0, widths[i] - cell.length()));
      line.append(i == 0 ? "" : "  ")
          .append(!remark && columns.get(i).side() == Side.RIGHT ? room + cell : cell + room);
    }
    return line.toString().stripTrailing();
  }
}
