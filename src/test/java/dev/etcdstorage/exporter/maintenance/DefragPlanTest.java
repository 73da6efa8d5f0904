package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefragPlanTest {
  private static final MemberSample ONE = new ClusterFixture.Member(1).sample();
  private static final MemberSample TWO = new ClusterFixture.Member(2).sample();

  private static DefragPlan plan(MemberChoice... members) {
    return new DefragPlan(List.of(members), List.of());
  }

  @Test
  void thoseThatAreDueAreRunInTheirOrder() {
    DefragPlan plan = plan(MemberChoice.due(TWO, "why"), MemberChoice.due(ONE, "why"));

    assertThat(plan.due()).containsExactly(TWO, ONE);
    assertThat(plan.nothingDue()).isFalse();
  }

  @Test
  void nothingIsDueOnlyWhereThatIsKnownOfAll() {
    assertThat(plan(MemberChoice.leave(ONE, "why"), MemberChoice.leave(TWO, "why")).nothingDue())
        .isTrue();
    assertThat(plan(MemberChoice.leave(ONE, "why"), MemberChoice.unknown(TWO, "why")).nothingDue())
        .isFalse();
    assertThat(plan(MemberChoice.leave(ONE, "why"), MemberChoice.due(TWO, "why")).due())
        .containsExactly(TWO);
    assertThat(plan().nothingDue()).isFalse();
  }
}
