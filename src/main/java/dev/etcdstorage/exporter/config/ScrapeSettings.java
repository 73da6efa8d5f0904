package dev.etcdstorage.exporter.config;

import java.time.Duration;

/**
 * How long a scrape may wait for etcd.
 *
 * @param timeout the most that one member may take, whatever the scraper allows
 * @param timeoutOffset taken off the scraper's own limit ({@code
 *     X-Prometheus-Scrape-Timeout-Seconds}), so that the page still arrives in time
 */
public record ScrapeSettings(Duration timeout, Duration timeoutOffset) {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  public static final ScrapeSettings DEFAULT =
      new ScrapeSettings(Duration.ofSeconds(5), Duration.ofMillis(500));

  public ScrapeSettings {
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new SettingException("timeout", "must be between 100ms and 2m");
    }
    if (timeoutOffset.isNegative() || timeoutOffset.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new SettingException("timeoutOffset", "must be between 0s and 1m");
    }
  }

  /**
   * The time for a sample, given the scraper's limit in seconds, or NaN if it named none. Never
   * below 100 ms: an answer that comes late is still worth more than none.
   */
  public Duration budget(double scraperSeconds) {
    if (!(scraperSeconds > 0) || Double.isInfinite(scraperSeconds)) {
      return timeout;
    }
    long millis = (long) Math.min(scraperSeconds * 1000, timeout.toMillis() * 1000.0);
    Duration allowed = Duration.ofMillis(millis).minus(timeoutOffset);
    Duration bounded = allowed.compareTo(timeout) < 0 ? allowed : timeout;
    return bounded.compareTo(SHORTEST) < 0 ? SHORTEST : bounded;
  }
}
