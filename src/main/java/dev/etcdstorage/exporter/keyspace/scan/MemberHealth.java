package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.work.DoublingDelay;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides from looks at the member whether the scan may go on, must wait, or must end.
 *
 * <p>An apply lag alone is no sign of trouble: all writes of one disk sync are committed a few
 * milliseconds before they are applied, so a healthy member shows a lag as large as the writes in
 * flight, again and again while it is busy. With 128 in flight to a healthy 3.5, every third look
 * saw more than 100, at most 128; with 1,000, up to 1,000. The member is behind
 *
 * <ul>
 *   <li>with more than {@link #HIGH_LAG}: etcd itself refuses writes at 5,000;
 *   <li>with more than {@link #SOME_LAG} in {@link #IN_A_ROW} looks where it has not even applied
 *       what had been committed at the look before. A busy but healthy one has.
 * </ul>
 *
 * <p>A scan that had to wait for the member again and again may well be the cause, and ends.
 */
final class MemberHealth {
  static final long SOME_LAG = 100;
  static final long HIGH_LAG = 1_000;
  static final int IN_A_ROW = 3;
  static final int MOST_LAG_PAUSES = 5;

  /** What to do. */
  sealed interface Advice {
    /** Runs the one that fits. */
    void match(Runnable goOn, Consumer<Duration> rest, Consumer<ScanEnd> giveUp);
  }

  /** Read on. */
  record GoOn() implements Advice {
    @Override
    public void match(Runnable goOn, Consumer<Duration> rest, Consumer<ScanEnd> giveUp) {
      goOn.run();
    }
  }

  /** Look again after a rest. */
  record Wait(Duration rest) implements Advice {
    @Override
    public void match(Runnable goOn, Consumer<Duration> rest, Consumer<ScanEnd> giveUp) {
      rest.accept(this.rest);
    }
  }

  /** End the walk. */
  record GiveUp(ScanEnd how) implements Advice {
    @Override
    public void match(Runnable goOn, Consumer<Duration> rest, Consumer<ScanEnd> giveUp) {
      giveUp.accept(how);
    }
  }

  private final ScanTiming timing;
  private Optional<Instant> pausedSince = Optional.empty();
  private final DoublingDelay pause;
  private long committedBefore;
  private int behind;
  private int lagPauses;

  MemberHealth(ScanTiming timing) {
    this.timing = timing;
    this.pause = new DoublingDelay(timing.pauseFrom(), timing.pauseTo());
  }

  /** Status was not answered in time: the member may be defragmenting. */
  Advice silent(Instant now) {
    return pause("no answer from Status", now);
  }

  Advice looked(MemberStatus status, Instant now) {
    boolean late = status.applyLag() > SOME_LAG && status.appliedIndex() < committedBefore;
    behind = late ? behind + 1 : 0;
    committedBefore = status.committedIndex();
    if (status.leaderId() == 0) {
      return pause("there is no leader", now);
    }
    if (status.applyLag() > HIGH_LAG || behind >= IN_A_ROW) {
      return behind("the member is behind in applying entries", now);
    }
    pausedSince = Optional.empty();
    pause.reset();
    return new GoOn();
  }

  private Advice behind(String why, Instant now) {
    lagPauses += pausedSince.isEmpty() ? 1 : 0;
    return lagPauses > MOST_LAG_PAUSES
        ? new GiveUp(new ScanEnd.Harmed(StopReason.APPLY_LAG, why))
        : pause(why, now);
  }

  private Advice pause(String why, Instant now) {
    Instant since = pausedSince.orElse(now);
    pausedSince = Optional.of(since);
    if (Duration.between(since, now).compareTo(timing.giveUpAfter()) > 0) {
      return new GiveUp(new ScanEnd.Failed(ScanEnd.PAUSED, why));
    }
    return new Wait(pause.next());
  }
}
