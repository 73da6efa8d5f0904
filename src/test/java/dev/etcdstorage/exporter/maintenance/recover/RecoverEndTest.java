package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecoverEndTest {
  private static final RecoverEnd.Cause CAUSE = new RecoverEnd.Cause("why", "advice");

  private final RecoverPlan plan =
      RecoverPlan.of(new ClusterFixture(1).sample(), LiveData.unknown("not read"), 100, 0);

  /** By this the command's exit code is 0, which scripts go by. */
  @Test
  void onlyWhatLeavesEtcdTakingWritesOrChangedNothingOnPurposeSucceeds() {
    assertThat(
            List.of(
                new RecoverEnd.Planned(plan),
                new RecoverEnd.NothingToDo(plan, true),
                new RecoverEnd.Recovered(plan, List.of(), Map.of(), Optional.empty())))
        .allMatch(RecoverEnd::succeeded);
    assertThat(
            List.of(
                new RecoverEnd.Refused(new Refusal(Guard.LOCKED, "why"), "advice"),
                new RecoverEnd.NotBegun(CAUSE),
                new RecoverEnd.LiveDataFillsQuota(plan),
                new RecoverEnd.Failed(Step.COMPACT, CAUSE),
                new RecoverEnd.Stopped(Step.COMPACT, Optional.empty())))
        .noneMatch(RecoverEnd::succeeded);
  }
}
