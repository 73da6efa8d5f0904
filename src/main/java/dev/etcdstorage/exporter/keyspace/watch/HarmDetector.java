package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Decides when the watch does more harm than good.
 *
 * <ul>
 *   <li>{@link StopReason#SLOW_WATCHERS}: {@link #IN_A_ROW} readings of etcd's metrics page in a
 *       row showed slow watchers while ours was behind. Slow watchers alone may be somebody else's.
 *   <li>{@link StopReason#APPLY_LAG}: more than {@link #MOST_APPLY_LAG} committed entries were not
 *       applied, {@link #IN_A_ROW} looks in a row. In a healthy member there are as many as writes
 *       in flight.
 *   <li>{@link StopReason#LATENCY}: Status took more than {@link #SLOW_ANSWER} and {@link
 *       #SLOWER_THAN_USUAL} times the median of the last {@link #MEMORY} answers, {@link #IN_A_ROW}
 *       looks in a row. It needs {@link #ENOUGH} answers to know what is usual. No answer at all
 *       means a defragmentation or a dead member, not harm by the watch.
 *   <li>{@link StopReason#BEHIND}: the watch was cancelled for falling behind {@link #IN_A_ROW}
 *       times within {@link #BEHIND_WITHIN}. Once is a burst; repeatedly means that it cannot
 *       follow, and each time etcd reads history for nothing.
 * </ul>
 */
final class HarmDetector {
  static final int IN_A_ROW = 3;
  static final long MOST_APPLY_LAG = 1_000;
  static final Duration SLOW_ANSWER = Duration.ofMillis(500);
  static final int SLOWER_THAN_USUAL = 10;
  static final int MEMORY = 30;
  static final int ENOUGH = 5;
  static final Duration BEHIND_WITHIN = Duration.ofMinutes(10);

  private final Deque<Duration> answers = new ArrayDeque<>();
  private final Deque<Instant> cancelled = new ArrayDeque<>();
  private int slowWatchers;
  private int applyLag;
  private int slowAnswers;

  /** Takes a look at the member. */
  Optional<StopReason> looked(Duration took, long lag) {
    applyLag = lag > MOST_APPLY_LAG ? applyLag + 1 : 0;
    slowAnswers = slow(took) ? slowAnswers + 1 : 0;
    answers.addLast(took);
    if (answers.size() > MEMORY) {
      answers.removeFirst();
    }
    if (applyLag >= IN_A_ROW) {
      return Optional.of(StopReason.APPLY_LAG);
    }
    return slowAnswers >= IN_A_ROW ? Optional.of(StopReason.LATENCY) : Optional.empty();
  }

  private boolean slow(Duration took) {
    return took.compareTo(SLOW_ANSWER) > 0
        && answers.size() >= ENOUGH
        && took.compareTo(median().multipliedBy(SLOWER_THAN_USUAL)) > 0;
  }

  private Duration median() {
    return answers.stream().sorted().skip(answers.size() / 2).findFirst().orElse(Duration.ZERO);
  }

  /** Takes a reading of the metrics page. */
  Optional<StopReason> readPage(long watchers, boolean ownIsBehind) {
    slowWatchers = watchers > 0 && ownIsBehind ? slowWatchers + 1 : 0;
    return slowWatchers >= IN_A_ROW ? Optional.of(StopReason.SLOW_WATCHERS) : Optional.empty();
  }

  /** The watch was cancelled because it fell behind. */
  Optional<StopReason> fellBehind(Instant now) {
    cancelled.addLast(now);
    while (cancelled.getFirst().plus(BEHIND_WITHIN).isBefore(now)) {
      cancelled.removeFirst();
    }
    return cancelled.size() >= IN_A_ROW ? Optional.of(StopReason.BEHIND) : Optional.empty();
  }

  /** The watch was switched off; what is usual stays known. */
  void stopped() {
    cancelled.clear();
    interrupted();
  }

  /** Another stream begins: counts in a row start anew. */
  void interrupted() {
    slowWatchers = 0;
    applyLag = 0;
    slowAnswers = 0;
  }
}
