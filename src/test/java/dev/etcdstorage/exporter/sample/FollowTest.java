package dev.etcdstorage.exporter.sample;

import static dev.etcdstorage.exporter.sample.SamplerFixture.A;
import static dev.etcdstorage.exporter.sample.SamplerFixture.B;
import static dev.etcdstorage.exporter.sample.SamplerFixture.C;
import static dev.etcdstorage.exporter.sample.SamplerFixture.listed;
import static dev.etcdstorage.exporter.sample.SamplerFixture.names;
import static dev.etcdstorage.exporter.sample.SamplerFixture.reached;
import static dev.etcdstorage.exporter.sample.SamplerFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** {@code --cluster}: members come, go and move while the exporter runs. */
class FollowTest {
  private static final ListedMember ONE = listed(1001, "etcd-1", A);
  private static final ListedMember TWO = listed(1002, "etcd-2", B);
  private static final ListedMember THREE = listed(1003, "etcd-3", C);

  private final SamplerFixture fixture = new SamplerFixture();

  private void allList(ListedMember... members) {
    for (String url : new String[] {A, B, C}) {
      fixture.lists(url, members);
    }
  }

  private static Endpoint endpoint(String url) {
    return Endpoint.parse(url, false);
  }

  @Test
  void othersAreFoundWithinTheFirstSample() {
    allList(ONE, TWO, THREE);

    ClusterSample sample = sample(fixture.following(A));

    assertThat(names(sample)).containsExactly("etcd-1", "etcd-2", "etcd-3");
    assertThat(sample.members()).allSatisfy(member -> assertThat(reached(member)).isNotNull());
  }

  @Test
  void withoutItOnlyTheGivenEndpointsAreWatched() {
    allList(ONE, TWO, THREE);

    assertThat(names(sample(fixture.sampler(A)))).containsExactly("etcd-1");
    assertThat(fixture.etcd.at(B).opened).isZero();
  }

  @Test
  void memberThatJoinsIsTakenUpAndToldOnce() {
    allList(ONE, TWO);
    ClusterSampler sampler = fixture.following(A);
    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-2");

    allList(ONE, TWO, THREE);

    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-2", "etcd-3");
    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-2", "etcd-3");
    assertThat(fixture.logged("joined")).filteredOn(line -> line.contains(C)).hasSize(1);
  }

  @Test
  void memberThatLeavesIsGoneAtOnceAndItsChannelClosed() {
    allList(ONE, TWO, THREE);
    ClusterSampler sampler = fixture.following(A);
    assertThat(names(sample(sampler))).hasSize(3);

    allList(ONE, THREE);

    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-3");
    assertThat(fixture.etcd.at(B).closed).isEqualTo(1);
    assertThat(fixture.logged("left")).singleElement().asString().contains(B);
  }

  @Test
  void tellsOthersWhereTheMembersAreNow() {
    // Given
    allList(ONE, TWO);
    ClusterSampler sampler = fixture.following(A);
    assertThat(sampler.endpoints()).containsExactly(endpoint(A));

    // When the list is read
    sample(sampler);
    assertThat(sampler.endpoints()).containsExactly(endpoint(A), endpoint(B));

    // When one leaves and another joins
    allList(TWO, THREE);
    sample(sampler);
    assertThat(sampler.endpoints()).containsExactly(endpoint(B), endpoint(C));
  }

  @Test
  void memberThatMovedIsWatchedAtItsNewAddress() {
    String moved = "http://10.0.0.22:1022";
    allList(ONE, TWO);
    ClusterSampler sampler = fixture.following(A);
    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-2");

    fixture.etcd.at(B).fails(Reason.UNREACHABLE);
    fixture.etcd.at(moved).id = 1002;
    ListedMember two = listed(1002, "etcd-2", moved);
    allList(ONE, two);
    fixture.lists(moved, ONE, two);

    ClusterSample sample = sample(sampler);
    assertThat(names(sample)).containsExactly("etcd-1", "etcd-2");
    assertThat(reached(sample.members().get(1)).status().memberId()).isEqualTo(1002);
    assertThat(fixture.etcd.at(B).closed).isEqualTo(1);
  }

  @Test
  void endpointThatTheUserGaveIsKeptThoughTheMemberAdvertisesAnother() {
    fixture.lists(A, listed(1001, "etcd-1", "http://etcd-1.internal:2379"));
    ClusterSampler sampler = fixture.following(A);
    for (int i = 0; i < 3; i++) {
      assertThat(sample(sampler).members())
          .singleElement()
          .satisfies(member -> assertThat(member.endpoint()).hasToString(A));
    }

    assertThat(fixture.etcd.at(A).opened).isEqualTo(1);
  }

  @Test
  void endpointThatTheUserGaveIsKeptWhileItsMemberHangs() {
    // Given an endpoint whose member advertises another address, and a second member
    ListedMember elsewhere = listed(1001, "etcd-1", "http://etcd-1.internal:2379");
    fixture.lists(A, elsewhere, TWO);
    fixture.lists(B, elsewhere, TWO);
    ClusterSampler sampler = fixture.following(A);
    sample(sampler);

    // When it hangs, as in a defragmentation, and the other tells the member list
    fixture.etcd.at(A).fails(Reason.TIMEOUT);

    // Then it stays on the page, at its endpoint, under its name
    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-2");
    assertThat(sample(sampler).members().get(0).endpoint()).hasToString(A);
    assertThat(fixture.etcd.at(A).opened).isEqualTo(1);
  }

  @Test
  void membersStayWhileNobodyTellsTheList() {
    allList(ONE, TWO, THREE);
    ClusterSampler sampler = fixture.following(A);
    assertThat(names(sample(sampler))).hasSize(3);

    for (String url : new String[] {A, B, C}) {
      fixture.etcd.at(url).fails(Reason.TIMEOUT);
    }

    assertThat(names(sample(sampler))).containsExactly("etcd-1", "etcd-2", "etcd-3");
  }

  @Test
  void memberThatIsFurthestOnIsBelieved() {
    fixture.lists(A, ONE, TWO, THREE);
    fixture.lists(B, ONE, TWO);
    fixture.etcd.at(A).appliedIndex = 5;
    fixture.etcd.at(B).appliedIndex = 9;

    assertThat(names(sample(fixture.following(A, B)))).containsExactly("etcd-1", "etcd-2");
  }

  @Test
  void learnerIsWatchedLikeAnyOther() {
    allList(ONE, TWO);
    fixture.etcd.at(B).learner = true;

    ClusterSample sample = sample(fixture.following(A));

    assertThat(names(sample)).containsExactly("etcd-1", "etcd-2");
    assertThat(reached(sample.members().get(1)).status().learner()).isTrue();
  }

  @Test
  void memberThatNeverStartedIsNotAskedYet() {
    allList(ONE, listed(1002, ""));

    assertThat(names(sample(fixture.following(A)))).containsExactly("etcd-1");
  }

  @Test
  void httpsIsNeverDowngradedToWhatAMemberAdvertises() {
    String secure = "https://10.0.0.1:1001";
    fixture.lists(secure, listed(1001, "etcd-1", A), listed(1002, "etcd-2", B));

    ClusterSample sample = sample(fixture.following(secure));

    assertThat(sample.members()).extracting(MemberSample::endpoint).hasToString("[" + secure + "]");
    assertThat(fixture.etcd.at(B).opened).isZero();
  }

  @Test
  void closedSamplerOpensNothingMore() {
    allList(ONE, TWO);
    ClusterSampler sampler = fixture.following(A);
    var pending = fixture.etcd.at(A).waits();
    Sampling underWay = sampler.sample(Deadline.in(Duration.ofSeconds(10)));

    sampler.close();
    pending.complete(new Answer.Got<>(fixture.etcd.at(A).now()));

    assertThat(underWay.done()).isTrue();
    assertThat(fixture.etcd.at(B).opened).isZero();
    assertThat(fixture.etcd.at(A).closed).isEqualTo(1);
  }

  /** Whatever the list says: never plain text for TLS, and nothing that cannot be asked. */
  @Property
  void addressesKeepTheirPromises(@ForAll boolean tls, @ForAll @IntRange(max = 7) int urlBits) {
    List<String> urls = new ArrayList<>();
    if ((urlBits & 1) != 0) {
      urls.add("http://10.0.0.1:2379");
    }
    if ((urlBits & 2) != 0) {
      urls.add("https://10.0.0.1:2380");
    }
    if ((urlBits & 4) != 0) {
      urls.add("unix://10.0.0.1");
    }
    ClusterConfig config = SamplerFixture.config(true, (tls ? "https" : "http") + "://10.0.0.0:1");

    MemberAddresses addresses =
        MemberAddresses.of(new ListedMember(1, "etcd-1", urls, false), config, List.of());

    assertThat(addresses.usable()).allSatisfy(each -> assertThat(each.tls()).isEqualTo(tls));
    assertThat(addresses.usable()).hasSize((urlBits & (tls ? 2 : 1)) != 0 ? 1 : 0);
    assertThat(addresses.unusable().isPresent()).isEqualTo(addresses.usable().isEmpty());
  }
}
