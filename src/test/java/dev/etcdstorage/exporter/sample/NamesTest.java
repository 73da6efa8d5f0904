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
import java.util.List;
import java.util.Set;
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

  /** With a node replaced every week, names of years would add up. */
  @Test
  void memberThatLeftIsForgottenWithItsAddress() {
    MemberNames names = new MemberNames();
    Endpoint a = Endpoint.parse(A, false);
    Endpoint b = Endpoint.parse(B, false);
    names.recordAnswer(a, 1001);
    names.learn(List.of(listed(1001, "etcd-1", A), listed(1002, "etcd-2", B)));
    assertThat(names.id(a)).contains(1001L);

    names.learn(List.of(listed(1002, "etcd-2", B)));
    names.retain(Set.of(b));

    assertThat(names.id(a)).isEmpty();
    assertThat(names.id(b)).contains(1002L);
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
      @ForAll boolean discover,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 3) Integer> memberNames,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 5) Integer> met,
      @ForAll @Size(min = 6, max = 6) List<Boolean> up) {
    SamplerFixture own = new SamplerFixture();
    List<ListedMember> list = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < met.size(); i++) {
      String url = "http://10.0.0." + i + ":2379";
      urls.add(url);
      own.etcd.at(url).id = met.get(i) + 1L;
      if (!up.get(i)) {
        own.etcd.at(url).fails(Reason.UNREACHABLE);
      }
    }
    for (int i = 0; i < memberNames.size(); i++) {
      // Some names look like addresses, as those of static pods may; some share an address.
      String name = memberNames.get(i) == 3 ? "10.0.0.0:2379" : "etcd-" + memberNames.get(i);
      list.add(listed(i + 1, name, urls.get(i % urls.size())));
    }
    urls.forEach(url -> own.lists(url, list.toArray(ListedMember[]::new)));
    ClusterSampler sampler =
        discover ? own.following(urls.get(0)) : own.sampler(urls.toArray(String[]::new));

    for (int i = 0; i < 3; i++) {
      ClusterSample sample = sample(sampler);
      assertThat(names(sample)).doesNotHaveDuplicates();
      assertThat(sample.unwatched()).extracting(UnwatchedMember::name).doesNotHaveDuplicates();
      assertThat(
              sample.members().stream()
                  .flatMap(member -> member.outcome().reached().stream())
                  .map(reached -> reached.status().memberId()))
          .doesNotHaveDuplicates();
    }
  }
}
