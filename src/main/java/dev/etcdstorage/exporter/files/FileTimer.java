package dev.etcdstorage.exporter.files;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the files in use every ten seconds, on a thread that nothing waits for. */
public final class FileTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("files");
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Runnable looks;
  private final ScheduledThreadPoolExecutor thread;

  private FileTimer(Runnable looks) {
    this.looks = looks;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, new ThreadFactoryBuilder().setNameFormat("files").setDaemon(true).build());
  }

  /**
   * Begins with the first look after a pause.
   *
   * @param looks reads what changed; may take as long as {@link FileAccess} allows
   */
  public static FileTimer start(Runnable looks) {
    return start(looks, PAUSE);
  }

  static FileTimer start(Runnable looks, Duration pause) {
    FileTimer timer = new FileTimer(looks);
    var unused =
        timer.thread.scheduleWithFixedDelay(
            timer::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    return timer;
  }

  /** Waits neither for the end of the pause nor for the look. */
  public void lookNow() {
    thread.execute(this::look);
  }

  /** Never throws: a look that did would be the last one. */
  private void look() {
    try {
      looks.run();
    } catch (RuntimeException | StackOverflowError e) { // of a deep YAML file, for one
      LOG.atError().setCause(e).log("the files could not be looked at");
    }
  }

  @Override
  public void close() {
    var unused = thread.shutdownNow();
  }
}
