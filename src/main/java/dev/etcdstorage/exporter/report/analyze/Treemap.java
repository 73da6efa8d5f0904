package dev.etcdstorage.exporter.report.analyze;

import java.util.ArrayList;
import java.util.List;

/**
 * Rectangles with the given sizes as areas, as square as possible: rows along the shorter side,
 * each ended when one more would make its worst side ratio worse (Bruls, Huizing, van Wijk:
 * Squarified Treemaps, 2000).
 */
final class Treemap {
  /** One rectangle, at the index of its size. */
  record Cell(double x, double y, double width, double height) {}

  private final List<Cell> cells = new ArrayList<>();
  private double x;
  private double y;
  private double width;
  private double height;

  private Treemap(double width, double height) {
    this.width = width;
    this.height = height;
  }

  /**
   * @param sizes the largest first, none below zero
   */
  static List<Cell> of(List<Long> sizes, double width, double height) {
    double sum = sizes.stream().mapToDouble(Long::doubleValue).sum();
    Treemap map = new Treemap(width, height);
    if (sum > 0) {
      map.lay(sizes.stream().map(size -> size * width * height / sum).toList());
    }
    return map.cells;
  }

  private void lay(List<Double> areas) {
    List<Double> row = new ArrayList<>();
    for (double area : areas) {
      double side = Math.min(width, height);
      List<Double> longer = new ArrayList<>(row);
      longer.add(area);
      if (!row.isEmpty() && worst(longer, side) > worst(row, side)) {
        place(row);
        row = new ArrayList<>();
      }
      row.add(area);
    }
    place(row);
  }

  private static double worst(List<Double> row, double side) {
    double sum = row.stream().mapToDouble(Double::doubleValue).sum();
    double worst = 0;
    for (double area : row) {
      double ratio = area <= 0 || sum <= 0 ? 1 : side * side * area / (sum * sum);
      worst = Math.max(worst, Math.max(ratio, 1 / ratio));
    }
    return worst;
  }

  private void place(List<Double> row) {
    double sum = row.stream().mapToDouble(Double::doubleValue).sum();
    boolean upright = width >= height;
    double thick = sum == 0 ? 0 : sum / (upright ? height : width);
    double at = 0;
    for (double area : row) {
      double length = thick == 0 ? 0 : area / thick;
      cells.add(upright ? new Cell(x, y + at, thick, length) : new Cell(x + at, y, length, thick));
      at += length;
    }
    if (upright) {
      x += thick;
      width = Math.max(0, width - thick);
    } else {
      y += thick;
      height = Math.max(0, height - thick);
    }
  }
}
