package dev.etcdstorage.exporter.sample;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every member once a minute, scraped or not, so that how fast the files fill is known
 * when Prometheus is not there. The only timer that asks etcd for its size (docs/adr/0010).
 */
public final class MinuteLooks {
  private static final Logger LOG = LoggerFactory.getLogger("sample");
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Clusters clusters;
  private final Supplier<Duration> timeout;
  private final ScheduledExecutorService timer;

  private MinuteLooks(
      Clusters clusters, Supplier<Duration> timeout, ScheduledExecutorService timer) {
    this.clusters = clusters;
    this.timeout = timeout;
    this.timer = timer;
  }

  /**
   * Looks at once, then a minute after each look, until the timer is shut down. The first look logs
   * whether etcd answers, opens the channels and loads classes before the first scrape.
   *
   * @param timeout that the members have, as of now
   */
  public static void start(
      Clusters clusters, Supplier<Duration> timeout, ScheduledExecutorService timer) {
    MinuteLooks looks = new MinuteLooks(clusters, timeout, timer);
    timer.execute(looks::look);
  }

  private void look() {
    try {
      clusters.look(timeout.get());
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the members could not be looked at");
    } finally {
      if (!timer.isShutdown()) {
        var unused = timer.schedule(this::look, PAUSE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }
}
