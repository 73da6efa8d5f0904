package dev.etcdstorage.exporter.sample;

import static dev.etcdstorage.exporter.sample.SamplerFixture.A;
import static dev.etcdstorage.exporter.sample.SamplerFixture.only;
import static dev.etcdstorage.exporter.sample.SamplerFixture.reached;
import static dev.etcdstorage.exporter.sample.SamplerFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Where the quota comes from, and how seldom it is asked for. */
class QuotaTest {
  private final SamplerFixture fixture = new SamplerFixture();
  private final ScriptedCluster.Member member = fixture.etcd.at(A);

  private static Answer<MetricsPage> page(OptionalLong quota) {
    return new Answer.Got<>(new MetricsPage(quota, Optional.empty(), 0));
  }

  private static Optional<Quota> quota(ClusterSampler sampler) {
    return reached(only(sample(sampler))).quota();
  }

  private ClusterSampler configured(long bytes) {
    return fixture.sampler(false, OptionalLong.of(bytes), A);
  }

  @Test
  void statusComesFirstAndCostsNoPage() {
    member.statusQuota = OptionalLong.of(1000);

    assertThat(quota(configured(3000))).contains(new Quota(1000, Quota.Source.STATUS));
    assertThat(member.pageCalls).isZero();
  }

  @Test
  void pageComesBeforeTheConfiguration() {
    assertThat(quota(configured(3000))).contains(new Quota(2000, Quota.Source.METRICS));
  }

  @Test
  void configurationCountsWhereNothingElseTells() {
    ClusterSampler sampler = configured(3000);
    member.page = page(OptionalLong.empty());
    assertThat(quota(sampler)).contains(new Quota(3000, Quota.Source.CONFIG));
    member.page = Answer.refused(Reason.UNREACHABLE, "why");
    assertThat(quota(configured(3000))).contains(new Quota(3000, Quota.Source.CONFIG));
  }

  @Test
  void zeroOnThePageIsNoQuota() {
    member.page = page(OptionalLong.of(0));

    assertThat(quota(configured(3000))).contains(new Quota(3000, Quota.Source.CONFIG));
    assertThat(quota(fixture.sampler(A))).isEmpty();
  }

  @Test
  void quotaThatNothingTellsIsAbsent() {
    member.page = Answer.refused(Reason.UNREACHABLE, "why");

    assertThat(quota(fixture.sampler(A))).isEmpty();
  }

  @Test
  void disabledQuotaIsNotReplacedByTheConfigurations() {
    member.page = page(OptionalLong.of(-1));

    Quota quota = quota(configured(3000)).orElseThrow();

    assertThat(quota.disabled()).isTrue();
    assertThat(quota.sourceLabel()).isEqualTo("disabled");
  }

  @Test
  void scrapesOfAConnectionShareOnePage() {
    ClusterSampler sampler = fixture.sampler(A);
    for (int i = 0; i < 100; i++) {
      assertThat(quota(sampler)).contains(new Quota(2000, Quota.Source.METRICS));
      fixture.now = fixture.now.plus(Duration.ofMinutes(1));
    }

    assertThat(member.pageCalls).isEqualTo(1);
  }

  @Test
  void pageIsReadAgainAfterAReconnectAndFiveMinutes() {
    ClusterSampler sampler = fixture.sampler(A);
    assertThat(quota(sampler)).contains(new Quota(2000, Quota.Source.METRICS));
    member.connections++;
    member.page = page(OptionalLong.of(4000));

    fixture.now = fixture.now.plus(Duration.ofMinutes(5)).minusMillis(1);
    assertThat(quota(sampler)).contains(new Quota(2000, Quota.Source.METRICS));
    assertThat(member.pageCalls).isEqualTo(1);

    fixture.now = fixture.now.plusMillis(1);
    assertThat(quota(sampler)).contains(new Quota(4000, Quota.Source.METRICS));
    assertThat(quota(sampler)).contains(new Quota(4000, Quota.Source.METRICS));
    assertThat(member.pageCalls).isEqualTo(2);
  }

  @Test
  void pageThatFailsIsTriedAgainEveryFiveMinutes() {
    member.page = Answer.refused(Reason.TIMEOUT, "why");
    ClusterSampler sampler = fixture.sampler(A);
    for (int i = 0; i < 20; i++) { // 15 s apart, as Prometheus asks: five minutes in all
      assertThat(quota(sampler)).isEmpty();
      fixture.now = fixture.now.plus(Duration.ofSeconds(15));
    }
    assertThat(member.pageCalls).isEqualTo(1);

    member.page = page(OptionalLong.of(4000));

    assertThat(quota(sampler)).contains(new Quota(4000, Quota.Source.METRICS));
    assertThat(member.pageCalls).isEqualTo(2);
  }

  @Test
  void failedPageIsCountedOnceAndHidesNothing() {
    member.page = Answer.refused(Reason.INVALID_ANSWER, "why");
    ClusterSampler sampler = fixture.sampler(A);

    assertThat(only(sample(sampler)).errors()).containsEntry(Reason.INVALID_ANSWER, 1L);
    MemberSample again = only(sample(sampler));

    assertThat(again.errors()).containsEntry(Reason.INVALID_ANSWER, 1L);
    assertThat(reached(again).status().dbSizeBytes()).isEqualTo(1000);
  }
}
