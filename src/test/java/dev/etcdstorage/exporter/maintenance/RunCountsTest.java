package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunCountsTest {
  private static final DefragRecord RUN =
      new DefragRecord(
          Instant.parse("2026-03-01T02:30:00Z"), Duration.ofSeconds(2), 900, 100, true, "");

  private final RunCounts counts = new RunCounts();

  @Test
  void memberThatLeftIsForgottenAndTheOthersKeepCounting() {
    counts.ended("etcd-1", RUN);
    counts.ended("etcd-2", RUN);
    counts.refused(List.of(new Refusal(Guard.LOCKED, "held")));

    counts.last(Map.of("etcd-2", Optional.empty(), "etcd-3", Optional.of(RUN)));

    assertThat(counts.sample().members())
        .isEqualTo(
            Map.of(
                "etcd-2", new MemberRuns(1, 0, 800, Optional.of(RUN)),
                "etcd-3", new MemberRuns(0, 0, 0, Optional.of(RUN))));
    assertThat(counts.sample().refusals()).containsEntry(Guard.LOCKED, 1L);
  }

  @Test
  void failedRunCountsAsSuchAndGaveNothingBack() {
    DefragRecord failed =
        new DefragRecord(RUN.ended(), RUN.took(), 900, 100, false, "no answer in time");

    counts.ended("etcd-1", RUN);
    counts.ended("etcd-1", failed);
    counts.ended("etcd-1", failed);

    assertThat(counts.sample().members())
        .containsEntry("etcd-1", new MemberRuns(1, 2, 800, Optional.of(failed)));
  }
}
