package dev.etcdstorage.exporter.sample;

import static dev.etcdstorage.exporter.sample.SamplerFixture.A;
import static dev.etcdstorage.exporter.sample.SamplerFixture.B;
import static dev.etcdstorage.exporter.sample.SamplerFixture.C;
import static dev.etcdstorage.exporter.sample.SamplerFixture.config;
import static dev.etcdstorage.exporter.sample.SamplerFixture.listed;
import static dev.etcdstorage.exporter.sample.SamplerFixture.names;
import static dev.etcdstorage.exporter.sample.SamplerFixture.only;
import static dev.etcdstorage.exporter.sample.SamplerFixture.reached;
import static dev.etcdstorage.exporter.sample.SamplerFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.EndpointWarning.Problem;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A member is who Status says it is, whatever address led to it. */
class IdentityTest {
  private static final String SHARED = "http://localhost:2379";

  private final SamplerFixture fixture = new SamplerFixture();

  private void allList(ListedMember... members) {
    for (String url : new String[] {A, B, C, SHARED}) {
      fixture.lists(url, members);
    }
  }

  private ScriptedCluster.Member at(String url) {
    return fixture.etcd.at(url);
  }

  private static List<String> endpoints(ClusterSample sample) {
    return sample.members().stream().map(member -> member.endpoint().toString()).toList();
  }

  private static UnwatchedMember unwatched(ClusterSample sample) {
    assertThat(sample.unwatched()).hasSize(1);
    return sample.unwatched().get(0);
  }

  // --- several endpoints, one member -----------------------------------------------------------

  @Test
  void endpointsThatLeadToOneMemberAreOneMemberAndThatIsToldOnce() {
    at(B).id = 1001;
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", C));
    ClusterSampler sampler = fixture.sampler(A, B);

    for (int i = 0; i < 3; i++) {
      ClusterSample sample = sample(sampler);
      assertThat(names(sample)).containsExactly("etcd-1");
      assertThat(sample.warnings())
          .singleElement()
          .satisfies(
              warning -> {
                assertThat(warning.problem()).isEqualTo(Problem.SAME_MEMBER);
                assertThat(warning.endpoint()).hasToString(B);
                assertThat(warning.other()).hasToString(A);
              });
    }
    assertThat(fixture.logged("leads to the same member as " + A)).hasSize(1);
  }

  @Test
  void memberStaysUpWhileOneOfItsTwoEndpointsAnswers() {
    at(B).id = 1001;
    allList(listed(1001, "etcd-1", A));
    ClusterSampler sampler = fixture.sampler(A, B);
    sample(sampler);

    at(A).fails(Reason.UNREACHABLE);

    assertThat(endpoints(sample(sampler))).containsExactly(B);
    assertThat(names(sample(sampler))).containsExactly("etcd-1");
  }

  @Test
  void membersThatAdvertiseOneAddressAreNamedWhereItDoesNotLeadToThem() {
    at(SHARED).id = 1001;
    allList(
        listed(1001, "etcd-1", SHARED),
        listed(1002, "etcd-2", SHARED),
        listed(1003, "etcd-3", SHARED));
    ClusterSampler sampler = fixture.following(SHARED);

    for (int i = 0; i < 3; i++) {
      ClusterSample sample = sample(sampler);
      assertThat(names(sample)).containsExactly("etcd-1");
      assertThat(sample.unwatched())
          .extracting(UnwatchedMember::name)
          .containsExactly("etcd-2", "etcd-3");
      assertThat(sample.unwatched())
          .extracting(UnwatchedMember::why)
          .containsOnly(Why.WRONG_ADDRESS);
    }
    assertThat(fixture.logged("etcd-2 is not watched")).hasSize(1);
    assertThat(at(SHARED).opened).isEqualTo(1);
  }

  @Test
  void theyAreAskedAgainAndTakenUpWhenTheAddressLeadsToThem() {
    at(A).id = 1001;
    at(SHARED).id = 1001;
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", SHARED));
    ClusterSampler sampler = fixture.following(A);
    assertThat(names(sample(sampler))).containsExactly("etcd-1");
    assertThat(unwatched(sample(sampler)).why()).isEqualTo(Why.WRONG_ADDRESS);

    at(SHARED).id = 1002;

    ClusterSample sample = sample(sampler);
    assertThat(names(sample)).containsExactly("etcd-1", "etcd-2");
    assertThat(sample.unwatched()).isEmpty();
  }

  @Test
  void membersWhoseCommonAddressIsDeadAreEachDownByName() {
    at(SHARED).fails(Reason.UNREACHABLE);
    allList(
        listed(1001, "etcd-1", SHARED),
        listed(1002, "etcd-2", SHARED),
        listed(1003, "etcd-3", SHARED));

    ClusterSample sample = sample(fixture.following(A));

    assertThat(names(sample)).containsExactly("etcd-1", "etcd-2", "etcd-3");
    assertThat(sample.members())
        .extracting(member -> member.outcome().reached().isPresent())
        .containsExactly(true, false, false);
    assertThat(sample.unwatched()).isEmpty();
  }

  // --- several addresses, one member -----------------------------------------------------------

  @Test
  void addressesAreTriedInTurnWithinOneSampleAndTheOneThatWorkedIsRemembered() {
    at(B).fails(Reason.UNREACHABLE);
    at(C).id = 1002;
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B, C));
    ClusterSampler sampler = fixture.following(A);

    assertThat(endpoints(sample(sampler))).containsExactly(A, C);
    int asked = at(B).statusCalls;
    assertThat(endpoints(sample(sampler))).containsExactly(A, C);
    assertThat(at(B).statusCalls).isEqualTo(asked);

    // When that one fails later, the other is tried again
    at(B).answers();
    at(C).fails(Reason.UNREACHABLE);
    ClusterSample sample = sample(sampler);

    assertThat(endpoints(sample)).containsExactly(A, B);
    assertThat(names(sample)).containsExactly("etcd-1", "etcd-2");
    assertThat(sample.members()).allSatisfy(member -> assertThat(reached(member)).isNotNull());
    assertThat(fixture.logged("left the member list")).isEmpty();
  }

  @Test
  void firstAddressHasAnotherTryAfterAWhile() {
    at(B).fails(Reason.UNREACHABLE);
    at(C).id = 1002;
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B, C));
    ClusterSampler sampler = fixture.following(A);
    sample(sampler);
    int asked = at(B).statusCalls;
    for (int i = 0; i < WatchedMember.FIRST_AGAIN; i++) {
      assertThat(endpoints(sample(sampler))).containsExactly(A, C);
    }
    assertThat(at(B).statusCalls).isEqualTo(asked + 1);

    at(B).answers();
    at(B).id = 1002;
    for (int i = 0; i < WatchedMember.FIRST_AGAIN; i++) {
      sample(sampler);
    }

    assertThat(endpoints(sample(sampler))).containsExactly(A, B);
  }

  @Test
  void memberIsDownOnlyWhenNoneOfItsAddressesAnswers() {
    at(B).fails(Reason.UNREACHABLE);
    at(C).fails(Reason.UNREACHABLE);
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B, C));
    ClusterSampler sampler = fixture.following(A);

    for (int i = 0; i < 3; i++) {
      ClusterSample sample = sample(sampler);
      assertThat(names(sample)).containsExactly("etcd-1", "etcd-2");
      assertThat(sample.members().get(1).outcome().reached()).isEmpty();
    }
  }

  @Test
  void addressThatLeadsToAnotherMemberIsPassedOver() {
    at(SHARED).id = 1001;
    at(C).id = 1002;
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", SHARED, C));
    ClusterSampler sampler = fixture.following(A);

    assertThat(endpoints(sample(sampler))).containsExactly(A, C);

    // When its own address is dead it is down there, not where the other one answers
    at(C).fails(Reason.UNREACHABLE);
    for (int i = 0; i < 3; i++) {
      ClusterSample sample = sample(sampler);
      assertThat(endpoints(sample)).containsExactly(A, C);
      assertThat(names(sample)).containsExactly("etcd-1", "etcd-2");
    }
  }

  @Test
  void memberThatRefusesTheUserIsNotTriedElsewhere() {
    at(B).fails(Reason.PERMISSION_DENIED);
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B, C));

    assertThat(endpoints(sample(fixture.following(A)))).containsExactly(A, B);
    assertThat(at(C).opened).isZero();
  }

  @Test
  void closedSamplerTriesNoFurtherAddress() {
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B, C));
    ClusterSampler sampler = fixture.following(A);
    var pending = at(B).waits();
    Sampling underWay = sampler.sample(Deadline.in(Duration.ofSeconds(10)));

    sampler.close();
    pending.complete(Answer.refused(Reason.UNREACHABLE, "why"));

    assertThat(underWay.done()).isTrue();
    assertThat(at(C).opened).isZero();
    assertThat(at(B).closed).isEqualTo(1);
  }

  // --- schemes ---------------------------------------------------------------------------------

  @Test
  void memberIsWatchedByTheSchemeThatItAdvertisesWhereTlsIsGiven() {
    String secure = "https://10.0.0.2:1002";
    TlsSettings tls =
        new TlsSettings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("etcd"), false);
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", secure));

    ClusterSample sample = sample(fixture.sampler(config(true, tls, OptionalLong.empty(), A)));

    assertThat(endpoints(sample)).containsExactly(A, secure);
  }

  @Test
  void withoutTlsSettingsItIsSaidWhatIsMissing() {
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", "https://10.0.0.2:1002"));

    ClusterSample sample = sample(fixture.following(A));

    assertThat(names(sample)).containsExactly("etcd-1");
    assertThat(unwatched(sample).why()).isEqualTo(Why.NO_TLS_SETTINGS);
    assertThat(fixture.logged("etcd-2 is not watched"))
        .singleElement()
        .asString()
        .contains("it advertises https only (https://10.0.0.2:1002)", "--cacert");
  }

  @Test
  void plainTextIsNotTriedWhereTlsWasAskedForNotEvenWhenHttpsFails() {
    String secure = "https://10.0.0.2:1002";
    String given = "https://10.0.0.1:1001";
    at(secure).fails(Reason.TLS);
    fixture.lists(
        given,
        listed(1001, "etcd-1", A),
        listed(1002, "etcd-2", B, secure),
        listed(1003, "etcd-3", C));

    ClusterSample sample = sample(fixture.following(given));

    assertThat(endpoints(sample)).containsExactly(given, secure);
    assertThat(unwatched(sample).why()).isEqualTo(Why.PLAIN_TEXT);
    assertThat(unwatched(sample).words()).contains("advertises plain http only (" + C + ")");
    assertThat(at(A).opened + at(B).opened + at(C).opened).isZero();
  }

  @Test
  void addressThatIsNoTcpAddressIsNamed() {
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", "unix://etcd.sock"));

    assertThat(unwatched(sample(fixture.following(A))).words()).contains("(unix://etcd.sock)");
  }

  // --- never started ---------------------------------------------------------------------------

  @Test
  void voterThatNeverStartedIsToldById() {
    allList(listed(1001, "etcd-1", A), listed(0xabc, ""));

    UnwatchedMember member = unwatched(sample(fixture.following(A)));

    assertThat(member.name()).isEqualTo("abc");
    assertThat(member.missingVoter()).isTrue();
    assertThat(fixture.logged("abc was added and never started")).hasSize(1);
  }

  @Test
  void itIsToldWithoutDiscoveryTooWithinAMinuteAndOthersAreNot() {
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B));
    ClusterSampler sampler = fixture.sampler(A);
    assertThat(unwatched(sample(sampler)).fault()).isFalse();
    assertThat(fixture.logged("etcd-2")).isEmpty();

    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B), listed(0xabc, ""));
    fixture.now = fixture.now.plusSeconds(61);

    assertThat(sample(sampler).missing().map(UnwatchedMember::name)).containsExactly("abc");
  }

  @Test
  void memberThatStartedIsNoLongerToldMissing() {
    allList(listed(1001, "etcd-1", A), listed(1002, ""));
    ClusterSampler sampler = fixture.following(A);
    assertThat(sample(sampler).unwatched()).hasSize(1);

    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B));

    assertThat(sample(sampler).unwatched()).isEmpty();
    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-2");
  }

  // --- proxies ---------------------------------------------------------------------------------

  private void look(ClusterSampler sampler) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    sampler.look(deadline).await(deadline);
    fixture.now = fixture.now.plusSeconds(60);
  }

  @Test
  void memberThatChangesOnOneConnectionBetraysAProxyWhichHasNoHistoryAndIsToldOnce() {
    ClusterSampler sampler = fixture.sampler(A);
    look(sampler);
    assertThat(only(sample(sampler)).history().looks()).hasSize(1);

    for (int i = 0; i < 6; i++) {
      at(A).id = 1001L + i % 3;
      look(sampler);
    }

    ClusterSample sample = sample(sampler);
    assertThat(sample.warnings())
        .extracting(EndpointWarning::problem)
        .containsExactly(Problem.SEVERAL_MEMBERS);
    assertThat(only(sample).history().looks()).isEmpty();
    assertThat(fixture.logged("leads to several members in turn")).hasSize(1);
  }

  @Test
  void membersBehindAProxyAreNotMixedInOneSeries() {
    ClusterSampler sampler = fixture.sampler(A);
    sample(sampler);
    at(A).id = 0xb2;
    assertThat(names(sample(sampler))).containsExactly("b2");
    at(A).id = 0xb3;
    assertThat(names(sample(sampler))).containsExactly("b3");

    at(A).fails(Reason.UNREACHABLE);
    assertThat(names(sample(sampler))).containsExactly("10.0.0.1:1001");
  }

  @Test
  void anotherMemberAfterANewConnectionIsNoProxyAndHasAHistoryOfItsOwn() {
    ClusterSampler sampler = fixture.sampler(A);
    look(sampler);
    look(sampler);

    at(A).id = 1002;
    at(A).connections++;
    ClusterSample between = sample(sampler);
    assertThat(between.warnings()).isEmpty();
    assertThat(only(between).history().looks()).isEmpty();

    look(sampler);
    assertThat(only(sample(sampler)).history().looks()).hasSize(1);
  }

  @Test
  void balancerThatKeepsToOneMemberForTenMinutesIsTakenForThatMember() {
    ClusterSampler sampler = fixture.sampler(A);
    look(sampler);
    at(A).id = 1002;
    look(sampler);
    assertThat(sample(sampler).warnings()).hasSize(1);

    fixture.now = fixture.now.plus(Duration.ofMinutes(11));

    assertThat(sample(sampler).warnings()).isEmpty();
  }

  @Test
  void listOfAGrpcProxyIsNotFollowed() {
    fixture.lists(A, listed(0, "proxy-host", "http://127.0.0.1:23790"));

    ClusterSample sample = sample(fixture.following(A));

    assertThat(endpoints(sample)).containsExactly(A);
    assertThat(sample.warnings()).hasSize(1);
    assertThat(sample.unwatched()).isEmpty();
    assertThat(at("http://127.0.0.1:23790").opened).isZero();
  }

  @Test
  void withDiscoveryMembersBehindABalancerAreWatchedAtTheirOwnAddresses() {
    at(SHARED).id = 1001;
    allList(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B));
    ClusterSampler sampler = fixture.following(SHARED);
    sample(sampler);

    at(SHARED).id = 1002;
    ClusterSample sample = sample(sampler);

    assertThat(endpoints(sample)).containsExactly(A, B);
    assertThat(names(sample)).containsExactly("etcd-1", "etcd-2");
  }
}
