package dev.etcdstorage.exporter.analyze;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the kept versions were written, by their writers' times.
 *
 * @param length of each span, at least a minute
 * @param spans in the order of time, without those in which nothing was written
 */
public record Timeline(Duration length, List<Span> spans) {
  public Timeline {
    spans = List.copyOf(spans);
  }

  /**
   * A span of time.
   *
   * @param bytes keys and values that were written in it and are kept
   */
  public record Span(Instant from, long versions, long bytes) {}
}
