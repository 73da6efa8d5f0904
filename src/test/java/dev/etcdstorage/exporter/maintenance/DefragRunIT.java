package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefragRunIT {
  private static final Gate OPEN = (now, member) -> Optional.empty();

  static List<EtcdBinary> versions() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void followersComeFirstAndTheLeaderGivesItsPlaceAwayBeforeItsTurn(EtcdBinary binary)
      throws InterruptedException {
    try (RealCluster etcd = RealCluster.start(binary, 3);
        Writer writer = Writer.to(etcd.endpoints().get(0));
        Defragmented seen = Defragmented.of(etcd.endpoints().get(0))) {
      writer.overwrite("key", 4_000, 4_096);
      writer.compactPhysically(etcd.etcdctl().endpointStatus().get(0).revision());
      String leader = etcd.leader().name();
      ClusterSample before = seen.cluster.look(Duration.ofSeconds(5));

      RunEnd end =
          new DefragRun(seen.cluster, OPEN, Sleeper.system(), seen.listener())
              .run(before.members());

      assertThat(end).isInstanceOf(RunEnd.Finished.class);
      assertThat(end.done()).hasSize(3).allSatisfy((name, result) -> smaller(result));
      assertThat(seen.heard)
          .hasSize(7)
          .endsWith(leader + " gives its place away", leader + " begins", leader + " done");
      assertThat(etcd.leader().name()).isNotEqualTo(leader);
    }
  }

  private static void smaller(DefragRecord result) {
    assertThat(result.detail()).isEmpty();
    assertThat(result.bytesAfter()).isLessThan(result.bytesBefore() / 4);
  }
}
