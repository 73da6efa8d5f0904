package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.Growth.Look;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Html;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The last hours of a file as a line, with its pages in use as an area, against the quota. */
final class Sparkline {
  private static final int WIDTH = 600;
  private static final int HEIGHT = 90;

  /** The most points a line, so that a page of many members stays small. */
  private static final int POINTS = 120;

  /** A longer time between two looks is a gap: the member was away, or nobody looked. */
  private static final Duration GAP = Duration.ofSeconds(150);

  private final Instant first;
  private final Instant last;
  private final double top;
  private final List<List<Look>> runs;

  private Sparkline(List<Look> looks, Instant now, OptionalLong quota) {
    this.first = looks.get(0).at();
    Instant end = looks.get(looks.size() - 1).at();
    this.last = now.isAfter(end) ? now : end;
    long largest = looks.stream().mapToLong(look -> look.space().sizeBytes()).max().orElse(0);
    this.top = Math.max(1, 1.05 * Math.max(largest, quota.orElse(0)));
    this.runs = runs(looks);
  }

  /** What the line shows, in words; with how it is drawn, if it is. */
  static String words(List<Look> looks, Instant now, OptionalLong quota, boolean drawn) {
    if (looks.size() < 2) {
      return "No line yet: the exporter looks once a minute and has just started";
    }
    DbSpace from = looks.get(0).space();
    DbSpace to = looks.get(looks.size() - 1).space();
    Duration span = Duration.between(looks.get(0).at(), now);
    return "The last "
        + Amount.seconds(span.toMillis() / 1e3)
        + ": file from "
        + Amount.bytes(from.sizeBytes())
        + " to "
        + Amount.bytes(to.sizeBytes())
        + (drawn ? " (line)" : "")
        + ", in use from "
        + Amount.bytes(from.inUseBytes())
        + " to "
        + Amount.bytes(to.inUseBytes())
        + (drawn ? " (area)" : "")
        + (quota.isPresent()
            ? ", quota " + Amount.bytes(quota.getAsLong()) + (drawn ? " (dashes)" : "")
            : "");
  }

  /**
   * Draws it, if there is anything to draw.
   *
   * @param id of the element that says the same in words
   */
  static void draw(Html html, List<Look> looks, Instant now, OptionalLong quota, String id) {
    if (looks.size() < 2) {
      return;
    }
    Sparkline line = new Sparkline(looks, now, quota);
    html.open(
        "svg",
        "class",
        "spark",
        "role",
        "img",
        "aria-labelledby",
        id,
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "preserveAspectRatio",
        "none");
    for (List<Look> run : line.runs) {
      html.shape("path", "class", "area", "d", line.area(run));
    }
    for (List<Look> run : line.runs) {
      html.shape("path", "class", "size", "d", line.line(run));
    }
    quota.ifPresent(
        bytes -> {
          String y = line.y(bytes);
          html.shape(
              "line", "class", "limit", "x1", "0", "x2", String.valueOf(WIDTH), "y1", y, "y2", y);
        });
    html.close();
  }

  /** Looks without a gap in between, thinned out to what an eye can tell apart. */
  private static List<List<Look>> runs(List<Look> looks) {
    int each = (looks.size() + POINTS - 1) / POINTS;
    List<List<Look>> runs = new ArrayList<>();
    List<Look> run = new ArrayList<>();
    Instant before = looks.get(0).at();
    for (Look look : looks) {
      if (Duration.between(before, look.at()).compareTo(GAP) > 0) {
        runs.add(thinned(run, each));
        run = new ArrayList<>();
      }
      run.add(look);
      before = look.at();
    }
    runs.add(thinned(run, each));
    return runs;
  }

  /** The highest values of every few looks, so that no peak vanishes. */
  private static List<Look> thinned(List<Look> run, int each) {
    List<Look> thin = new ArrayList<>();
    for (int i = 0; i < run.size(); i += each) {
      List<Look> few = run.subList(i, Math.min(run.size(), i + each));
      long size = few.stream().mapToLong(look -> look.space().sizeBytes()).max().orElse(0);
      long inUse = few.stream().mapToLong(look -> look.space().inUseBytes()).max().orElse(0);
      thin.add(new Look(few.get(few.size() - 1).at(), new DbSpace(size, inUse)));
    }
    return thin;
  }

  private String line(List<Look> run) {
    StringBuilder path = new StringBuilder();
    for (Look look : run) {
      path.append(path.isEmpty() ? 'M' : 'L').append(point(look, look.space().sizeBytes()));
    }
    // A path of a single point is only drawn as a dot if it also moves.
    return run.size() > 1 ? path.toString() : path + "h1";
  }

  private String area(List<Look> run) {
    StringBuilder path = new StringBuilder("M").append(x(run.get(0))).append(' ').append(HEIGHT);
    for (Look look : run) {
      path.append('L').append(point(look, look.space().inUseBytes()));
    }
    path.append('L').append(x(run.get(run.size() - 1))).append(' ').append(HEIGHT);
    return path.append('Z').toString();
  }

  private String point(Look look, long bytes) {
    return x(look) + " " + y(bytes);
  }

  private String x(Look look) {
    double whole = Math.max(1, Duration.between(first, last).toSeconds());
    return number(WIDTH * Duration.between(first, look.at()).toSeconds() / whole);
  }

  private String y(long bytes) {
    return number(HEIGHT * (1 - bytes / top));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
