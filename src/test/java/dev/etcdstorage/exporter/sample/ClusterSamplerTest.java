package dev.etcdstorage.exporter.sample;

import static dev.etcdstorage.exporter.sample.SamplerFixture.A;
import static dev.etcdstorage.exporter.sample.SamplerFixture.B;
import static dev.etcdstorage.exporter.sample.SamplerFixture.C;
import static dev.etcdstorage.exporter.sample.SamplerFixture.only;
import static dev.etcdstorage.exporter.sample.SamplerFixture.reached;
import static dev.etcdstorage.exporter.sample.SamplerFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClusterSamplerTest {
  private final SamplerFixture fixture = new SamplerFixture();

  private ScriptedCluster.Member at(String url) {
    return fixture.etcd.at(url);
  }

  // --- members that fail -----------------------------------------------------------------------

  @Test
  void deadMemberHidesNobodyAndHasNoOldValues() {
    ClusterSampler sampler = fixture.sampler(A, B, C);
    assertThat(sample(sampler).members()).allSatisfy(SamplerFixture::reached);

    at(B).fails(Reason.UNREACHABLE);
    ClusterSample sample = sample(sampler);

    assertThat(reached(sample.members().get(0)).status().memberId()).isEqualTo(1001);
    assertThat(sample.members().get(1).outcome())
        .isEqualTo(new Outcome.Failed(new Failure(Reason.UNREACHABLE, "why")));
    assertThat(reached(sample.members().get(2)).status().memberId()).isEqualTo(1003);
  }

  @Test
  void faultOfOursWithOneMemberHidesNobody() {
    at(A).instead = Optional.of(CompletableFuture.failedFuture(new IllegalStateException("oops")));

    ClusterSample sample = sample(fixture.sampler(A, B));

    assertThat(sample.members().get(0).outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.failure().reason()).isEqualTo(Reason.INVALID_ANSWER);
              assertThat(failed.failure().detail()).contains("oops");
            });
    assertThat(reached(sample.members().get(1)).status().memberId()).isEqualTo(1002);
  }

  @Test
  void errorsAreCountedByReasonAndBeginAtZero() {
    ClusterSampler sampler = fixture.sampler(A);
    assertThat(only(sample(sampler)).errors())
        .containsOnlyKeys(Reason.values())
        .allSatisfy((reason, count) -> assertThat(count).isZero());

    at(A).fails(Reason.TIMEOUT);
    sample(sampler);
    at(A).fails(Reason.TLS);
    sample(sampler);
    at(A).fails(Reason.TIMEOUT);

    assertThat(only(sample(sampler)).errors())
        .containsEntry(Reason.TIMEOUT, 2L)
        .containsEntry(Reason.TLS, 1L)
        .containsEntry(Reason.UNREACHABLE, 0L);
  }

  @Test
  void compactedRevisionThatCannotBeReadIsAbsentAndCounted() {
    at(A).compacted = Answer.refused(Reason.PERMISSION_DENIED, "why");

    MemberSample member = only(sample(fixture.sampler(A)));

    assertThat(reached(member).compactedRevision()).isEmpty();
    assertThat(member.errors()).containsEntry(Reason.PERMISSION_DENIED, 1L);
  }

  // --- defragmentation -------------------------------------------------------------------------

  @Test
  void memberThatHangsWhileItDefragmentsIsShownSo() {
    at(A).fails(Reason.TIMEOUT);
    at(A).page = new Answer.Got<>(new MetricsPage(OptionalLong.of(1), Optional.of(true), 0));

    MemberSample member = only(sample(fixture.sampler(A)));

    assertThat(member.outcome().reached()).isEmpty();
    assertThat(member.defragmenting()).contains(true);
  }

  @Test
  void memberThatHangsForAnotherReasonIsShownSo() {
    at(A).fails(Reason.TIMEOUT);
    at(A).page = new Answer.Got<>(new MetricsPage(OptionalLong.of(1), Optional.of(false), 0));

    assertThat(only(sample(fixture.sampler(A))).defragmenting()).contains(false);
  }

  @Test
  void whetherAHangingMemberDefragmentsIsUnknownWithoutItsPage() {
    at(A).fails(Reason.TIMEOUT);
    at(A).page = new Answer.Got<>(new MetricsPage(OptionalLong.of(1), Optional.empty(), 0));
    assertThat(only(sample(fixture.sampler(A))).defragmenting()).isEmpty();

    at(A).page = Answer.refused(Reason.UNREACHABLE, "why");
    assertThat(only(sample(fixture.sampler(A))).defragmenting()).isEmpty();
  }

  @Test
  void memberThatAnswersDoesNotDefragmentAndADeadOneIsNotAskedForItsPage() {
    assertThat(only(sample(fixture.sampler(A))).defragmenting()).contains(false);

    at(B).fails(Reason.UNREACHABLE);
    assertThat(only(sample(fixture.sampler(B))).defragmenting()).isEmpty();
    assertThat(at(B).pageCalls).isZero();
  }

  // --- overlapping scrapes ---------------------------------------------------------------------

  @Test
  void scrapesThatOverlapShareOneSample() {
    ClusterSampler sampler = fixture.sampler(A);
    var pending = at(A).waits();
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));

    Sampling first = sampler.sample(deadline);
    Sampling second = sampler.sample(deadline);
    pending.complete(new Answer.Got<>(at(A).now()));

    assertThat(second).isSameAs(first);
    assertThat(second.await(deadline)).isSameAs(first.await(deadline));
    assertThat(at(A).statusCalls).isEqualTo(1);
  }

  @Test
  void nextScrapeAsksAgain() {
    ClusterSampler sampler = fixture.sampler(A);
    sample(sampler);
    at(A).revision = 11;

    assertThat(reached(only(sample(sampler))).status().revision()).isEqualTo(11);
    assertThat(at(A).statusCalls).isEqualTo(2);
  }

  @Test
  void scrapeWithLessTimeTakesWhatIsThere() {
    ClusterSampler sampler = fixture.sampler(A, B);
    var pending = at(B).waits();
    Deadline later = Deadline.in(Duration.ofSeconds(10));
    Sampling underWay = sampler.sample(later);

    ClusterSample hasty = sampler.sample(later).await(Deadline.in(Duration.ofMillis(1)));

    assertThat(reached(hasty.members().get(0)).status().memberId()).isEqualTo(1001);
    assertThat(hasty.members().get(1).outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.failure().reason()).isEqualTo(Reason.TIMEOUT));

    pending.complete(new Answer.Got<>(at(B).now()));
    ClusterSample patient = underWay.await(later);
    assertThat(patient.members()).allSatisfy(SamplerFixture::reached);
    assertThat(patient.members().get(1).errors()).containsEntry(Reason.TIMEOUT, 0L);
  }

  // --- restored clusters -----------------------------------------------------------------------

  @Test
  void compactedRevisionIsAskedForFromTheLastKnown() {
    at(A).compacted = new Answer.Got<>(7L);
    ClusterSampler sampler = fixture.sampler(A);

    assertThat(reached(only(sample(sampler))).compactedRevision()).hasValue(7);
    sample(sampler);
    at(A).compacted = Answer.refused(Reason.TIMEOUT, "why");
    sample(sampler);
    sample(sampler);

    assertThat(at(A).knownCompactions).containsExactly(0L, 7L, 7L, 7L);
  }

  @Test
  void lowerRevisionMeansAnotherStoreAndStartsOver() {
    at(A).compacted = new Answer.Got<>(7L);
    ClusterSampler sampler = fixture.sampler(A);
    sample(sampler);
    at(A).revision = 9;
    sample(sampler);

    assertThat(at(A).knownCompactions).containsExactly(0L, 0L);
    assertThat(fixture.logged("restored or rebuilt")).hasSize(1);
  }

  @Test
  void otherClusterIdMeansAnotherStoreAndStartsOver() {
    at(A).compacted = new Answer.Got<>(7L);
    ClusterSampler sampler = fixture.sampler(A);
    sample(sampler);
    at(A).clusterId = 0xc2;
    at(A).revision = 1000;
    sample(sampler);
    sample(sampler);

    assertThat(at(A).knownCompactions).containsExactly(0L, 0L, 7L);
    assertThat(fixture.logged("restored or rebuilt")).hasSize(1);
    assertThat(at(A).pageCalls).isEqualTo(2);
  }

  @Test
  void clusterThatComesBackMemberByMemberIsToldOnce() {
    List<String> urls = List.of(A, B, C);
    urls.forEach(url -> at(url).compacted = new Answer.Got<>(7L));
    ClusterSampler sampler = fixture.sampler(A, B, C);
    sample(sampler);
    urls.forEach(url -> at(url).fails(Reason.UNREACHABLE));
    sample(sampler);

    for (String url : urls) {
      at(url).answers();
      at(url).clusterId = 0xc2;
      at(url).revision = 1;
      at(url).compacted = new Answer.Got<>(0L);
      sample(sampler);
    }

    assertThat(fixture.logged("restored or rebuilt")).hasSize(1);
    assertThat(at(C).knownCompactions).containsExactly(0L, 0L);
  }

  @Test
  void restartOfAMemberIsNoRestore() {
    ClusterSampler sampler = fixture.sampler(A);
    sample(sampler);
    at(A).fails(Reason.UNREACHABLE);
    sample(sampler);
    at(A).answers();
    at(A).connections++;
    sample(sampler);

    assertThat(fixture.logged("restored or rebuilt")).isEmpty();
  }

  // --- the log ---------------------------------------------------------------------------------

  @Test
  void changesAreLoggedOnceAndNotOnceAScrape() {
    ClusterSampler sampler = fixture.sampler(A);
    sample(sampler);
    sample(sampler);
    assertThat(fixture.logged("member answers")).hasSize(1);

    at(A).fails(Reason.UNREACHABLE);
    sample(sampler);
    sample(sampler);
    sample(sampler);
    assertThat(fixture.logged("does not answer"))
        .singleElement()
        .asString()
        .contains("level=warn", "source=sample", "member=10.0.0.1:1001", "reason=unreachable");

    at(A).fails(Reason.TIMEOUT);
    sample(sampler);
    sample(sampler);
    assertThat(fixture.logged("does not answer")).hasSize(2);

    at(A).answers();
    sample(sampler);
    sample(sampler);
    assertThat(fixture.logged("member answers")).hasSize(2);
    assertThat(fixture.logged()).hasSize(4);
  }

  @Test
  void alarmIsLoggedWithWhoRaisedItWhenItComesAndWhenItGoes() {
    ClusterSampler sampler = fixture.sampler(A);
    sample(sampler);
    at(A).alarms = List.of(new RaisedAlarm(Alarm.NOSPACE, 0xa1));
    sample(sampler);
    sample(sampler);
    at(A).alarms = List.of();
    sample(sampler);
    sample(sampler);

    assertThat(fixture.logged("alarm is active"))
        .singleElement()
        .asString()
        .contains("level=warn", "alarms=\"[NOSPACE by a1]\"");
    assertThat(fixture.logged("alarms are gone")).hasSize(1);
  }
}
