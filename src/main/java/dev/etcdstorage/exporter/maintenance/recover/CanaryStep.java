package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes and deletes a key through every voter, as each checks its own file before it takes a
 * write. The name is always the same, so that the next run deletes what a killed one has left.
 */
final class CanaryStep {
  static final String KEY = "recover-canary";

  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final RunContext context;

  CanaryStep(RunContext context) {
    this.context = context;
  }

  void run(List<MemberPlan> voters) throws InterruptedException, StepFailed {
    Journal journal = context.journal();
    Duration began = journal.mark();
    journal.begun(Step.CANARY, OwnKeys.ROOT + KEY);
    for (MemberPlan member : voters) {
      OwnKeys keys = context.cluster().control(member.member().endpoint()).ownKeys();
      String value = journal.now().toString();
      ask(keys.put(KEY, value, Deadline.in(LIMIT)), member, "write");
      ask(keys.delete(KEY, Deadline.in(LIMIT)), member, "delete");
    }
    journal.done(Step.CANARY, began, "written and deleted through every voter");
  }

  private void ask(CompletableFuture<Answer<Done>> call, MemberPlan member, String what)
      throws InterruptedException, StepFailed {
    Answer<Done> answer = context.sleeper().await(call);
    if (answer instanceof Answer.Refused<Done> refused) {
      throw new StepFailed(
          Step.CANARY,
          "the test %s through %s failed: %s"
              .formatted(what, member.name(), refused.failure().detail()),
          "if it says that space is exceeded, a file is at its quota again: stop the writer, and"
              + " run it again");
    }
  }
}
