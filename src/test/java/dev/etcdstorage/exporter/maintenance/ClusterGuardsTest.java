package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When what the guards look at is looked at. */
class ClusterGuardsTest {
  private static final Instant OPEN = Instant.parse("2026-03-01T03:59:59Z");
  private static final Instant CLOSED = Instant.parse("2026-03-01T04:00:01Z");

  private final FakeMember etcd = FakeMember.start(64 << 20);
  private final EtcdConnector connector = new EtcdConnector();
  private final MaintainedCluster cluster =
      new MaintainedCluster(connector.cluster(PlainCluster.at(etcd.endpoint())), Sleeper.system());

  @AfterEach
  void close() {
    cluster.close();
    connector.close();
    etcd.close();
  }

  /** The pages of members that are at work come late, when the hour may have struck. */
  @Test
  void windowIsJudgedByTheClockAfterAllElseWasAsked() throws InterruptedException {
    etcd.etcd().state().members(FakeState.member(0xa1, "a", etcd.clientUrl()));
    ClusterSample sample = cluster.look(Duration.ofSeconds(10));
    int pages = etcd.page().fetches();
    Sleeper clock =
        new Sleeper() {
          @Override
          public Instant instant() {
            return etcd.page().fetches() == pages ? OPEN : CLOSED;
          }

          @Override
          public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
          }
        };
    GuardSettings settings =
        new GuardSettings(
            EnumSet.allOf(Guard.class),
            Optional.of(TimeWindow.parse("01:00-04:00")),
            Optional.empty(),
            true,
            false,
            Optional.empty());

    Optional<Refusal> refusal =
        new ClusterGuards(cluster, settings, clock).refusal(sample, sample.voters());

    assertThat(etcd.page().fetches()).isGreaterThan(pages);
    assertThat(refusal).map(Refusal::guard).contains(Guard.TIME_WINDOW);
  }
}
