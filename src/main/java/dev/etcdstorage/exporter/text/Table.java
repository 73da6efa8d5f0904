package dev.etcdstorage.exporter.text;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their contents, two blanks apart; numbers are right-aligned. */
public final class Table {
  /** A longer cell pushes its row to the right. */
  private static final int WIDEST = 60;

  private enum Side {
    LEFT,
    RIGHT
  }

  private record Column(String head, Side side) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** A column of words; without heads there is no head line. */
  public Table left(String... heads) {
    return columns(Side.LEFT, heads);
  }

  /** A column of numbers. */
  public Table right(String... heads) {
    return columns(Side.RIGHT, heads);
  }

  private Table columns(Side side, String... heads) {
    for (String head : heads) {
      columns.add(new Column(head, side));
    }
    return this;
  }

  /** One cell for each column, or fewer: then the last one is a remark that may be longer. */
  public Table row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  public Table row(String... cells) {
    return row(List.of(cells));
  }

  /** The head, if a column has one, and the rows. */
  public List<String> lines() {
    return lines("");
  }

  /** The same, each line after this text. */
  public List<String> lines(String lead) {
    List<String> heads = columns.stream().map(Column::head).toList();
    List<List<String>> all = new ArrayList<>(rows);
    if (!String.join("", heads).isEmpty()) {
      all.add(0, heads);
    }
    int[] widths = widths(all);
    return all.stream().map(row -> line(lead, row, widths)).toList();
  }

  private int[] widths(List<List<String>> all) {
    int[] widths = new int[columns.size()];
    for (List<String> row : all) {
      int whole = row.size() < columns.size() ? row.size() - 1 : row.size();
      for (int i = 0; i < whole; i++) {
        widths[i] = Math.max(widths[i], Math.min(WIDEST, row.get(i).length()));
      }
    }
    return widths;
  }

  private String line(String lead, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(lead);
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
