package dev.etcdstorage.exporter.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The system's time, until the run is to end. */
public final class StoppableSleeper implements Sleeper {
  private final CountDownLatch stop = new CountDownLatch(1);

  /** Ends every sleep at once, including the present one. */
  public void stop() {
    stop.countDown();
  }

  public boolean stopped() {
    return stop.getCount() == 0;
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (stop.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("the run is to end");
    }
  }
}
