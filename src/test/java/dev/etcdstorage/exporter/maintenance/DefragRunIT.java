package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefragRunIT {
  private static final Gate OPEN = (now, member) -> Optional.empty();

  static List<EtcdBinary> versions() {
    return EtcdBinaries.lines();
  }

  private final List<String> heard = new ArrayList<>();

  private final RunListener listener =
      new RunListener() {
        @Override
        public void leaderMoves(MemberSample from, MemberSample to) {
          heard.add(from.member() + " gives its place away");
        }

        @Override
        public void ended(MemberSample member, DefragRecord result) {
          heard.add(member.member() + (result.succeeded() ? " done" : " failed"));
        }
      };

  private static ClusterConfig config(String endpoint) {
    return new ClusterConfig(
        Optional.empty(),
        List.of(Endpoint.parse(endpoint, false)),
        false,
        TlsSettings.NONE,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void followersComeFirstAndTheLeaderGivesItsPlaceAwayBeforeItsTurn(EtcdBinary binary)
      throws InterruptedException {
    try (RealCluster etcd = RealCluster.start(binary, 3);
        Writer writer = Writer.to(etcd.endpoints().get(0));
        EtcdConnector connector = new EtcdConnector();
        MaintainedCluster cluster =
            new MaintainedCluster(
                connector.cluster(config(etcd.endpoints().get(0))), Sleeper.system())) {
      writer.overwrite("key", 4_000, 4_096);
      writer.compactPhysically(etcd.etcdctl().endpointStatus().get(0).revision());
      String leader = etcd.leader().name();
      ClusterSample before = cluster.look(Duration.ofSeconds(5));

      RunEnd end = new DefragRun(cluster, OPEN, Sleeper.system(), listener).run(before.members());

      assertThat(end).isInstanceOf(RunEnd.Finished.class);
      assertThat(end.done()).hasSize(3).allSatisfy((name, result) -> smaller(result));
      assertThat(heard).hasSize(4).endsWith(leader + " gives its place away", leader + " done");
      assertThat(etcd.leader().name()).isNotEqualTo(leader);
    }
  }

  private static void smaller(DefragRecord result) {
    assertThat(result.detail()).isEmpty();
    assertThat(result.bytesAfter()).isLessThan(result.bytesBefore() / 4);
  }
}
