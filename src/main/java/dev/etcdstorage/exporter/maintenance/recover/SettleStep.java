package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Waits until what a compaction dropped is free on every member. */
final class SettleStep {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration SETTLES_WITHIN = Duration.ofMinutes(15);

  /**
   * @param between two looks
   * @param looks without a fall in a row
   */
  private record Steadiness(Duration between, int looks) {
    /**
     * etcd answers a physical compaction when it is committed (v3_server.go, Compact): one more
     * look, as long after as etcd waits between commits.
     */
    static final Steadiness AFTER_ANSWERS = new Steadiness(Duration.ofMillis(100), 1);

    /** The compaction goes on unseen. */
    static final Steadiness AFTER_TIMEOUT = new Steadiness(Duration.ofSeconds(1), 15);
  }

  private final RunContext context;

  SettleStep(RunContext context) {
    this.context = context;
  }

  /**
   * Waits until no member's pages in use fall any more. Not until they have fallen: 3.4 shows the
   * old figure until the next write, which NOSPACE refuses.
   */
  void run(boolean compactionEnded) throws InterruptedException {
    Journal journal = context.journal();
    Duration began = journal.mark();
    journal.begun(Step.SETTLE, "until pages in use are steady");
    Steadiness wanted = compactionEnded ? Steadiness.AFTER_ANSWERS : Steadiness.AFTER_TIMEOUT;
    Map<String, Long> before = inUse(context.cluster().look(LOOK));
    int steady = 0;
    while (steady < wanted.looks() && journal.since(began).compareTo(SETTLES_WITHIN) < 0) {
      context.sleeper().sleep(wanted.between());
      context.endIfStopped();
      context.listener().waits(Step.SETTLE, journal.since(began));
      Map<String, Long> now = inUse(context.cluster().look(LOOK));
      steady = falls(before, now) ? 0 : steady + 1;
      before = now;
    }
    journal.done(
        Step.SETTLE, began, steady < wanted.looks() ? "still falling; continuing" : "steady");
  }

  /** A member that did not answer is not steady either. */
  private static boolean falls(Map<String, Long> before, Map<String, Long> now) {
    return !before.keySet().equals(now.keySet())
        || now.entrySet().stream()
            .anyMatch(entry -> entry.getValue() < before.getOrDefault(entry.getKey(), 0L));
  }

  private static Map<String, Long> inUse(ClusterSample sample) {
    Map<String, Long> inUse = new HashMap<>();
    for (MemberSample member : sample.members()) {
      member.space().ifPresent(space -> inUse.put(member.member(), space.inUseBytes()));
    }
    return inUse;
  }
}
