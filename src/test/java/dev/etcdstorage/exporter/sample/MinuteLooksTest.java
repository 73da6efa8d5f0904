package dev.etcdstorage.exporter.sample;

import static dev.etcdstorage.exporter.sample.SamplerFixture.A;
import static dev.etcdstorage.exporter.sample.SamplerFixture.B;
import static dev.etcdstorage.exporter.sample.SamplerFixture.listed;
import static dev.etcdstorage.exporter.sample.SamplerFixture.only;
import static dev.etcdstorage.exporter.sample.SamplerFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.Growth.Look;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.util.ManualTime;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the members' histories remember, and when they forget it. */
class MinuteLooksTest {
  private final SamplerFixture fixture = new SamplerFixture();

  private ScriptedCluster.Member at(String url) {
    return fixture.etcd.at(url);
  }

  private void look(ClusterSampler sampler) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    sampler.look(deadline).await(deadline);
    fixture.now = fixture.now.plus(Duration.ofMinutes(1));
  }

  private List<Look> history(ClusterSampler sampler, int member) {
    return sample(sampler).members().get(member).history().looks();
  }

  @Test
  void scrapesAddNothing() {
    ClusterSampler sampler = fixture.sampler(A);
    look(sampler);
    sample(sampler);
    fixture.now = fixture.now.plus(Duration.ofMinutes(1));
    sample(sampler);

    assertThat(history(sampler, 0))
        .containsExactly(new Look(fixture.now.minus(Duration.ofMinutes(2)), new DbSpace(0, 0)));
  }

  @Test
  void memberThatIsAwayKeepsItsHistoryAndGetsAGap() {
    ClusterSampler sampler = fixture.sampler(A, B);
    look(sampler);
    at(A).fails(Reason.UNREACHABLE);
    look(sampler);

    assertThat(history(sampler, 0)).hasSize(1);
    assertThat(history(sampler, 1)).hasSize(2);

    at(A).answers();
    look(sampler);

    assertThat(history(sampler, 0)).hasSize(2);
    assertThat(history(sampler, 1)).hasSize(3);
  }

  @Test
  void membersThatComeAndGoLeaveTheOthersAlone() {
    fixture.lists(A, listed(1001, "one", A), listed(1002, "two", B));
    fixture.lists(B, listed(1001, "one", A), listed(1002, "two", B));
    ClusterSampler sampler = fixture.following(A);
    look(sampler);
    look(sampler);
    assertThat(history(sampler, 1)).hasSize(2);

    // When the second leaves and comes back
    fixture.lists(A, listed(1001, "one", A));
    look(sampler);
    fixture.lists(A, listed(1001, "one", A), listed(1002, "two", B));
    look(sampler);

    // Then it begins anew, and the first does not
    assertThat(history(sampler, 0)).hasSize(4);
    assertThat(history(sampler, 1)).hasSize(1);
  }

  @Test
  void restoredClusterIsForgotten() {
    ClusterSampler sampler = fixture.sampler(A, B);
    look(sampler);
    look(sampler);
    at(A).revision = 3;

    sample(sampler);

    assertThat(history(sampler, 0)).isEmpty();
    assertThat(history(sampler, 1)).isEmpty();
  }

  @Test
  void otherMemberAtTheSameEndpointBeginsAnew() {
    ClusterSampler sampler = fixture.sampler(A, B);
    look(sampler);
    look(sampler);
    at(A).id = 77;
    at(A).connections++;
    look(sampler);

    assertThat(history(sampler, 0)).hasSize(1);
    assertThat(history(sampler, 1)).hasSize(3);
  }

  @Test
  void lookThatJoinsAScrapeIsKeptToo() {
    ClusterSampler sampler = fixture.sampler(A);
    var status = at(A).waits();
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    Sampling scrape = sampler.sample(deadline);
    Sampling look = sampler.look(deadline);
    assertThat(look).isSameAs(scrape);

    status.complete(new Answer.Got<>(at(A).now()));
    at(A).answers();

    assertThat(only(look.await(deadline)).history().looks()).hasSize(1);
  }

  @Test
  void everyMemberIsLookedAtOnceAMinuteThoughNobodyScrapes() {
    ManualTime time = new ManualTime();
    try (FakeMember member = FakeMember.start(2_147_483_648L);
        EtcdConnector connector = new EtcdConnector();
        Clusters clusters = new Clusters(time)) {
      member.etcd().state().size(5 << 20, 1 << 20);
      clusters.prepare(List.of(connector.cluster(PlainCluster.at(member.clientUrl())))).commit();

      // When ten minutes pass and nobody scrapes
      MinuteLooks.start(clusters, () -> Duration.ofSeconds(10), time);
      time.pass(Duration.ofMinutes(10));

      // Then there are eleven looks, the first of them at once
      assertThat(member.etcd().calls(MaintenanceGrpc.getStatusMethod())).isEqualTo(11);
      List<Look> looks =
          clusters.sample(Duration.ofSeconds(10)).get(0).members().get(0).history().looks();
      assertThat(looks)
          .hasSize(11)
          .allSatisfy(look -> assertThat(look.space()).isEqualTo(new DbSpace(5 << 20, 1 << 20)));
    }
  }
}
