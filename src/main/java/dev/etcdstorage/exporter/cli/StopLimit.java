package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.log.LogSettings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when its orderly end takes too long: whatever hangs, SIGTERM is enough and
 * SIGKILL is not needed, which Kubernetes sends after 30 s.
 */
final class StopLimit {
  /** Longer than maintenance waits for a member that is at work. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger("cli");

  private StopLimit() {}

  /** To be called when the end begins. */
  static void begin() {
    Thread limit =
        new Thread(
            () -> {
              try {
                Thread.sleep(LIMIT.toMillis());
              } catch (InterruptedException e) {
                return;
              }
              LOG.atError().log("shutdown takes longer than 20 s; exiting now");
              LogSettings.flush(Duration.ofSeconds(1));
              // Not exit, which could wait for the very thread that hangs.
              Runtime.getRuntime().halt(1);
            },
            "stop-limit");
    limit.setDaemon(true);
    limit.start();
  }
}
