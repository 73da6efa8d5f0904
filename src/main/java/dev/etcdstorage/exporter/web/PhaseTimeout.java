package dev.etcdstorage.exporter.web;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One exchange's use of its thread, in phases that each have a time limit. */
final class PhaseTimeout {
  private final ScheduledExecutorService watchdog;
  private final Thread thread;
  private int phase;
  private @Nullable Future<?> alarm;

  PhaseTimeout(ScheduledExecutorService watchdog, Thread thread) {
    this.watchdog = watchdog;
    this.thread = thread;
  }

  /** Called by the thread itself: the previous phase is over, and so is an interrupt from it. */
  synchronized void startPhase(Duration limit) {
    end();
    int current = phase;
    alarm = watchdog.schedule(() -> interrupt(current), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Called by the thread itself; it is not interrupted any more. */
  synchronized void end() {
    phase++;
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    // A late interrupt must not hit what the thread does next.
    Thread.interrupted();
  }

  private synchronized void interrupt(int overdue) {
    if (phase == overdue) {
      thread.interrupt();
    }
  }
}
