package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Whether the member's answers became slow during a scan: the median of the last pages against that
 * of the first. Medians, as one slow page proves nothing.
 */
final class PageLatency {
  private static final int PAGES = 20;
  private static final int TIMES = 4;
  private static final Duration NEVER_HARMS = Duration.ofMillis(200);

  private final List<Duration> first = new ArrayList<>();
  private final Deque<Duration> last = new ArrayDeque<>();

  void add(Duration latency) {
    if (first.size() < PAGES) {
      first.add(latency);
    }
    last.add(latency);
    if (last.size() > PAGES) {
      last.remove();
    }
  }

  boolean harms() {
    if (last.size() < PAGES) {
      return false;
    }
    Duration now = median(last);
    return now.compareTo(NEVER_HARMS) > 0 && now.compareTo(median(first).multipliedBy(TIMES)) > 0;
  }

  private static Duration median(Collection<Duration> latencies) {
    return latencies.stream().sorted().skip(PAGES / 2).findFirst().orElseThrow();
  }
}
