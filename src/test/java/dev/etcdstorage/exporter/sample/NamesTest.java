package dev.etcdstorage.exporter.sample;

import static dev.etcdstorage.exporter.sample.SamplerFixture.A;
import static dev.etcdstorage.exporter.sample.SamplerFixture.B;
import static dev.etcdstorage.exporter.sample.SamplerFixture.C;
import static dev.etcdstorage.exporter.sample.SamplerFixture.listed;
import static dev.etcdstorage.exporter.sample.SamplerFixture.names;
import static dev.etcdstorage.exporter.sample.SamplerFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The label {@code member}. */
class NamesTest {
  private final SamplerFixture fixture = new SamplerFixture();

  @Test
  void namesOfAllAreLearnedFromOneMemberThatAnswers() {
    fixture.lists(A, listed(1001, "etcd-1", A), listed(1002, "etcd-2", B));
    fixture.etcd.at(B).fails(Reason.UNREACHABLE);

    assertThat(names(sample(fixture.sampler(A, B)))).containsExactly("etcd-1", "etcd-2");
  }

  @Test
  void namesAreKeptWhileNobodyAnswers() {
    fixture.lists(A, listed(1001, "etcd-1", A));
    ClusterSampler sampler = fixture.sampler(A);
    assertThat(names(sample(sampler))).containsExactly("etcd-1");

    fixture.etcd.at(A).fails(Reason.TIMEOUT);

    assertThat(names(sample(sampler))).containsExactly("etcd-1");
  }

  @Test
  void memberListIsAskedForOnlyWhileANameIsUnknown() {
    fixture.lists(A, listed(1001, "etcd-1", A));
    ClusterSampler sampler = fixture.sampler(A);
    for (int i = 0; i < 10; i++) {
      assertThat(names(sample(sampler))).containsExactly("etcd-1");
    }

    assertThat(fixture.etcd.at(A).listCalls).isEqualTo(1);
  }

  @Test
  void addressStandsForANameThatIsUnknown() {
    assertThat(names(sample(fixture.sampler(A)))).containsExactly("10.0.0.1:1001");
  }

  @Test
  void memberThatNeverStartedHasNoNameYet() {
    fixture.lists(A, listed(1001, "", A));

    assertThat(names(sample(fixture.sampler(A)))).containsExactly("10.0.0.1:1001");
  }

  @Test
  void nameIsFoundThoughTheMemberAdvertisesAnotherAddress() {
    fixture.lists(A, listed(1001, "etcd-1", "http://10.9.9.9:2379"));
    ClusterSampler sampler = fixture.sampler(A);

    assertThat(names(sample(sampler))).containsExactly("etcd-1");
    fixture.etcd.at(A).fails(Reason.TIMEOUT);
    assertThat(names(sample(sampler))).containsExactly("etcd-1");
  }

  @Test
  void namesThatClashFallBackToAddressesAndAreToldOnce() {
    fixture.lists(
        A, listed(1001, "default", A), listed(1002, "default", B), listed(1003, "etcd-3", C));
    ClusterSampler sampler = fixture.sampler(A, B, C);
    for (int i = 0; i < 3; i++) {
      assertThat(names(sample(sampler)))
          .containsExactly("10.0.0.1:1001", "10.0.0.2:1002", "etcd-3");
    }

    assertThat(fixture.logged("the same member name"))
        .singleElement()
        .asString()
        .contains("level=warn", "default");
  }

  @Test
  void oneMemberBehindTwoEndpointsIsShownByAddress() {
    fixture.lists(A, listed(1001, "etcd-1", A));
    fixture.etcd.at(B).id = 1001;

    assertThat(names(sample(fixture.sampler(A, B))))
        .containsExactly("10.0.0.1:1001", "10.0.0.2:1002");
  }

  @Test
  void addressThatLeadsToAnotherMemberNowHasThatOnesName() {
    fixture.lists(A, listed(1001, "etcd-1", A), listed(7, "etcd-7", "http://10.9.9.9:2379"));
    ClusterSampler sampler = fixture.sampler(A);
    assertThat(names(sample(sampler))).containsExactly("etcd-1");

    fixture.etcd.at(A).id = 7;

    assertThat(names(sample(sampler))).containsExactly("etcd-7");
  }

  /** Two series of the same labels would cost the whole page. */
  @Property
  void labelsAreNeverTheSame(
      @ForAll @Size(max = 6) List<@IntRange(max = 3) Integer> memberNames,
      @ForAll @Size(max = 6) List<@IntRange(max = 5) Integer> met) {
    MemberNames names = new MemberNames();
    List<ListedMember> list = new ArrayList<>();
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < memberNames.size(); i++) {
      Endpoint endpoint = new Endpoint(false, "10.0.0." + i, 2379);
      endpoints.add(endpoint);
      // Some names look like addresses, as those of static pods may.
      String name = memberNames.get(i) == 3 ? "10.0.0.0:2379" : "etcd-" + memberNames.get(i);
      list.add(listed(i, name, endpoint.toString()));
    }
    names.learn(list);
    for (int i = 0; i < Math.min(met.size(), endpoints.size()); i++) {
      names.met(endpoints.get(i), met.get(i));
    }

    Map<Endpoint, String> labels = names.labels(endpoints, clash -> {});

    assertThat(labels.keySet()).containsExactlyElementsOf(endpoints);
    assertThat(new HashSet<>(labels.values())).hasSameSizeAs(endpoints);
  }
}
