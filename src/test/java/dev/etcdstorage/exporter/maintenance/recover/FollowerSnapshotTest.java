package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeSnapshot;
import dev.etcdstorage.exporter.testkit.fake.FakeState;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snapshot that {@code analyze} takes; of a file of 400 MiB. */
class FollowerSnapshotTest {
  private static final long MIB = 1L << 20;
  private static final SnapshotGrowth UNHEARD = (bytes, left) -> {};

  @TempDir private Path folder = Path.of("");

  private interface Use {
    void of(FollowerSnapshot snapshot) throws IOException, InterruptedException;
  }

  private static void use(FakeMember etcd, long freeBytes, Use use) throws Exception {
    try (EtcdConnector connector = new EtcdConnector();
        OpenCluster open =
            connector.cluster(
                Recoverer.config(etcd.endpoint(), TlsSettings.NONE, Optional.empty()));
        MaintainedCluster cluster = new MaintainedCluster(open, Sleeper.system())) {
      use.of(new FollowerSnapshot(cluster, place -> freeBytes, Sleeper.system()));
    }
  }

  private static FakeMember member() {
    FakeMember etcd = FakeMember.start(1_000 * MIB);
    etcd.etcd()
        .state()
        .size(400 * MIB, 100 * MIB)
        .snapshot(FakeSnapshot.whole(20))
        .members(FakeState.member(0xa1, "a", etcd.clientUrl()));
    return etcd;
  }

  @Test
  void diskNeedsRoomForTheFileAndAReserve() throws Exception {
    Path target = folder.resolve("a.db");
    try (FakeMember etcd = member()) {
      use(
          etcd,
          (400 + 256) * MIB - 1,
          snapshot ->
              assertThatThrownBy(() -> snapshot.take(snapshot.source(), target, UNHEARD))
                  .hasMessage(
                      "the snapshot needs 400 MiB and a reserve of 256 MiB in "
                          + folder
                          + ", and 656 MiB are free"));
      assertThat(etcd.etcd().calls(MaintenanceGrpc.getSnapshotMethod())).isZero();

      use(etcd, (400 + 256) * MIB, snapshot -> snapshot.take(snapshot.source(), target, UNHEARD));
      assertThat(SnapshotFile.whole(target)).isTrue();
    }
  }

  @Test
  void whereNoVoterAnswersThatIsSaidWithAReason() throws Exception {
    try (FakeMember etcd = member()) {
      etcd.etcd().state().learner(true);

      use(
          etcd,
          0,
          snapshot ->
              assertThatThrownBy(snapshot::source)
                  .hasMessageStartingWith("no member with a vote answers: "));
    }
  }
}
