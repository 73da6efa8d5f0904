package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.FileParts;
import dev.etcdstorage.exporter.analyze.PrefixSums;
import dev.etcdstorage.exporter.analyze.Timeline;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Html;
import java.util.List;
import java.util.Locale;

/** The pictures of the page, as SVG in it. */
final class HtmlPictures {
  private static final int WIDTH = 1000;
  private static final int BAR = 40;
  private static final int MAP = 420;
  private static final int TIME = 160;
  private static final int LINE = 15;

  /** A smaller cell has no text; its name is in the table, and in its title. */
  private static final double LEAST_WIDTH = 60;

  private static final double LEAST_HEIGHT = 22;
  private static final double LETTER = 7;

  private final Html html;

  HtmlPictures(Html html) {
    this.html = html;
  }

  private void open(int height, String label) {
    html.open(
        "svg",
        "viewBox",
        "0 0 " + WIDTH + " " + height,
        "role",
        "img",
        "aria-label",
        label,
        "xmlns",
        "http://www.w3.org/2000/svg");
  }

  void parts(FileParts parts) {
    List<String> names = List.of("live data", "history", "slack", "free", "overhead");
    List<String> kinds = List.of("live", "old", "slack", "free", "over");
    List<Long> bytes =
        List.of(
            parts.liveBytes(),
            parts.historyBytes(),
            parts.slackBytes(),
            parts.freeBytes(),
            parts.overheadBytes());
    open(BAR, "the five parts of the file");
    double at = 0;
    for (int i = 0; i < bytes.size(); i++) {
      double width = (double) WIDTH * bytes.get(i) / Math.max(1, parts.sizeBytes());
      rectangle(at, 0, width, BAR, kinds.get(i), names.get(i) + ": " + Amount.bytes(bytes.get(i)));
      at += width;
    }
    html.close().open("p");
    for (int i = 0; i < bytes.size(); i++) {
      html.element("span", "", "class", "swatch " + kinds.get(i));
      html.text(
          "%s %s (%s)  "
              .formatted(
                  names.get(i),
                  Amount.bytes(bytes.get(i)),
                  Amount.percent(Shares.of(bytes.get(i), parts.sizeBytes()))));
    }
    html.text("size " + Amount.bytes(parts.sizeBytes())).close();
  }

  /** Each prefix is a rectangle, with its live data and its history side by side. */
  void treemap(List<PrefixSums> rows) {
    List<PrefixSums> sorted =
        rows.stream()
            .filter(row -> row.sums().storedBytes() > 0)
            .sorted(
                (one, other) -> Long.compare(other.sums().storedBytes(), one.sums().storedBytes()))
            .toList();
    List<Treemap.Cell> cells =
        Treemap.of(sorted.stream().map(row -> row.sums().storedBytes()).toList(), WIDTH, MAP);
    open(MAP, "the prefixes by what they take in the file");
    for (int i = 0; i < cells.size(); i++) {
      cell(cells.get(i), sorted.get(i));
    }
    html.close();
  }

  private void cell(Treemap.Cell cell, PrefixSums row) {
    double live = cell.width() * row.sums().liveStoredBytes() / row.sums().storedBytes();
    String title =
        "%s: %s live, %s history"
            .formatted(
                row.prefix(),
                Amount.bytes(row.sums().liveStoredBytes()),
                Amount.bytes(row.sums().historyStoredBytes()));
    rectangle(cell.x(), cell.y(), live, cell.height(), "live", title);
    rectangle(cell.x() + live, cell.y(), cell.width() - live, cell.height(), "old", title);
    if (cell.width() >= LEAST_WIDTH && cell.height() >= LEAST_HEIGHT) {
      int letters = (int) (cell.width() / LETTER) - 1;
      html.element(
          "text",
          RowOfKeys.shortened(row.prefix(), letters),
          "x",
          number(cell.x() + 4),
          "y",
          number(cell.y() + LINE));
    }
  }

  void timeline(Timeline timeline) {
    List<Timeline.Span> spans = timeline.spans();
    long first = spans.get(0).from().getEpochSecond();
    long length = timeline.length().toSeconds();
    long count = (spans.get(spans.size() - 1).from().getEpochSecond() - first) / length + 1;
    long most = spans.stream().mapToLong(Timeline.Span::bytes).max().orElse(1);
    double width = (double) WIDTH / count;
    open(TIME, "bytes written and still kept, over time");
    for (Timeline.Span span : spans) {
      double height = Math.max(1, (double) TIME * span.bytes() / Math.max(1, most));
      long place = (span.from().getEpochSecond() - first) / length;
      rectangle(
          place * width,
          TIME - height,
          Math.max(1, width),
          height,
          "old",
          "%s: %s, %s"
              .formatted(
                  Amount.moment(span.from()),
                  Amount.count(span.versions(), "version"),
                  Amount.bytes(span.bytes())));
    }
    html.close();
    html.element(
        "p",
        "%s to %s, in spans of %s; the highest is %s. By the times of the managers."
            .formatted(
                Amount.moment(spans.get(0).from()),
                Amount.moment(spans.get(spans.size() - 1).from().plus(timeline.length())),
                Amount.duration(timeline.length()),
                Amount.bytes(most)));
  }

  private void rectangle(
      double x, double y, double width, double height, String kind, String title) {
    if (width <= 0) {
      return;
    }
    html.open(
        "rect",
        "class",
        kind,
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(width),
        "height",
        number(height));
    html.element("title", title).close();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
