package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of four members whose files are of 400 MiB; the first leads. */
class DefragOrderTest {
  private static final long MIB = ClusterFixture.MIB;

  private final ClusterFixture cluster = new ClusterFixture(4);

  private List<String> order() {
    return DefragOrder.sorted(cluster.sample().members()).stream()
        .map(MemberSample::member)
        .toList();
  }

  private Optional<String> successor(String... turns) {
    return DefragOrder.successor(cluster.sample(), Set.of(turns)).map(MemberSample::member);
  }

  @Test
  void leaderIsLastAndWhatGivesBackLeastIsFirst() {
    cluster.member(1).inUse = 390 * MIB;
    cluster.member(2).inUse = 100 * MIB;
    cluster.member(3).inUse = 200 * MIB;
    cluster.member(4).inUse = 100 * MIB;

    assertThat(order()).containsExactly("etcd-3", "etcd-2", "etcd-4", "etcd-1");
  }

  @Test
  void leaderGivesItsPlaceToTheFurthestOfThoseWhoseTurnIsOver() {
    cluster.member(2).applied = 9_999;
    cluster.member(3).applied = 9_998;

    assertThat(successor("etcd-1", "etcd-4")).contains("etcd-2");
    assertThat(successor("etcd-1", "etcd-4", "etcd-2")).contains("etcd-3");
    assertThat(successor("etcd-1")).contains("etcd-4");
  }

  @Test
  void itGivesItToNoLearnerAndNotToItself() {
    cluster.member(2).learner = true;

    assertThat(successor("etcd-3", "etcd-4")).isEmpty();
  }
}
