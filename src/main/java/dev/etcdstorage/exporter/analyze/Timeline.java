package dev.etcdstorage.exporter.analyze;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the versions that are kept were written, by the times of those that wrote them.
 *
 * @param length of each span, at least a minute
 * @param spans in the order of time; those in which nothing was written are left out
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
