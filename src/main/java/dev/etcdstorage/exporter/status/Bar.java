package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.text.Html;
import java.util.Locale;

/** A file as a bar: its parts, and the room up to the quota. */
final class Bar {
  private static final int WIDTH = 1000;
  private static final int COLUMNS = 50;

  private Bar() {}

  /**
   * Uses attributes only, since the page's policy allows no inline styles.
   *
   * @param id of the element that says the same in words
   */
  static void draw(Html html, FileView file, String id) {
    html.open(
        "svg",
        "class",
        "bar",
        "role",
        "img",
        "aria-labelledby",
        id,
        "viewBox",
        "0 0 " + WIDTH + " 30",
        "preserveAspectRatio",
        "none");
    html.shape("rect", "class", "room", "width", String.valueOf(WIDTH), "height", "30");
    double x = 0;
    for (FilePart part : file.parts()) {
      double width = WIDTH * (double) part.bytes() / file.scaleBytes();
      if (part.bytes() > 0) {
        html.shape(
            "rect",
            "class",
            part.style(),
            "x",
            number(x),
            "y",
            part.style().equals("free") ? "6" : "0",
            "width",
            number(Math.max(width, 2)),
            "height",
            part.style().equals("free") ? "18" : "30");
      }
      x += width;
    }
    file.quotaBytes()
        .ifPresent(
            quota -> {
              String at = number(Math.max(2, WIDTH * (double) quota / file.scaleBytes() - 2));
              html.shape("line", "class", "quota", "x1", at, "x2", at, "y1", "0", "y2", "30");
            });
    html.close();
  }

  /** For a terminal: one character for each fiftieth. */
  static String text(FileView file) {
    StringBuilder bar = new StringBuilder("[");
    double bytes = 0;
    for (FilePart part : file.parts()) {
      bytes += part.bytes();
      long until = Math.round(COLUMNS * bytes / file.scaleBytes());
      if (part.bytes() > 0 && until < bar.length()) {
        until = Math.min(COLUMNS, bar.length());
      }
      while (bar.length() <= until) {
        bar.append(part.mark());
      }
    }
    while (bar.length() <= COLUMNS) {
      bar.append(' ');
    }
    return bar.append(']').toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
