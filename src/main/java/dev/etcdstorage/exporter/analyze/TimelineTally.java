package dev.etcdstorage.exporter.analyze;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Sums what was written by time: at most {@value #MOST} spans of the same length, a minute or as
 * long as needed.
 */
final class TimelineTally {
  static final int MOST = 512;
  private static final long MINUTE = 60;

  /** The end of the year 9999; later times are wrong. */
  private static final long LATEST = 253_402_300_800L;

  private static final class Sum {
    private long versions;
    private long bytes;
  }

  private TreeMap<Long, Sum> spans = new TreeMap<>();
  private long seconds = MINUTE;

  void add(Instant when, long bytes) {
    long second = when.getEpochSecond();
    if (second <= 0 || second >= LATEST) {
      return;
    }
    Sum sum = spans.get(second / seconds);
    if (sum == null) {
      sum = begin(second);
    }
    sum.versions++;
    sum.bytes += bytes;
  }

  /** Another span, for which others may have to be joined. */
  private Sum begin(long second) {
    spans.put(second / seconds, new Sum());
    while (spans.size() > MOST || spans.lastKey() - spans.firstKey() >= 4L * MOST) {
      widen();
    }
    return Objects.requireNonNull(spans.get(second / seconds));
  }

  private void widen() {
    seconds *= 2;
    TreeMap<Long, Sum> wider = new TreeMap<>();
    spans.forEach(
        (span, sum) -> {
          Sum half = wider.computeIfAbsent(span / 2, unused -> new Sum());
          half.versions += sum.versions;
          half.bytes += sum.bytes;
        });
    spans = wider;
  }

  Timeline timeline() {
    List<Timeline.Span> all = new ArrayList<>();
    spans.forEach(
        (span, sum) ->
            all.add(
                new Timeline.Span(Instant.ofEpochSecond(span * seconds), sum.versions, sum.bytes)));
    return new Timeline(Duration.ofSeconds(seconds), all);
  }
}
