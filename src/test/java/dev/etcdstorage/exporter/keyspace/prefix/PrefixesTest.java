package dev.etcdstorage.exporter.keyspace.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import dev.etcdstorage.exporter.etcd.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrefixesTest {
  @Provide
  Arbitrary<Key> keys() {
    return PrefixFixture.keys();
  }

  @Provide
  Arbitrary<PrefixSettings> settings() {
    return PrefixFixture.anySettings();
  }

  private static void flood(Prefixes prefixes, int count) {
    for (int i = 0; i < count; i++) {
      String unused = prefixes.of(Key.of("/registry/flood" + i + ".io/things/ns" + i + "/x"));
    }
  }

  @Property
  void labelIsShortTextWhateverTheKey(
      @ForAll("keys") Key key, @ForAll("settings") PrefixSettings settings) {
    String prefix = Prefixes.mapper(settings, false).prefix(key);

    assertThat(prefix).isNotEmpty().hasSizeLessThanOrEqualTo(128);
    assertThat(PrefixFixture.isUtf8(prefix)).isTrue();
    assertThat(prefix).doesNotContainPattern("\\p{Cntrl}");
  }

  @Property(tries = 300)
  void keysThatBeginAlikeHaveTheSamePrefix(
      @ForAll("settings") PrefixSettings settings,
      @ForAll @Size(max = 60) List<@From("keys") Key> keys) {
    PrefixMapper mapper = Prefixes.mapper(settings, false);
    Map<Key, String> known = new HashMap<>();

    for (Key key : keys) {
      String prefix = mapper.prefix(key);
      assertThat(known.getOrDefault(key.prefix(mapper.leading(key)), prefix)).isEqualTo(prefix);
      known.put(key.prefix(mapper.leading(key)), prefix);
    }
  }

  /** Against a table that remembers everything: the same as long as there is room, else other. */
  @Property(tries = 300)
  void sumsMatchTheTotalsAndTheBoundHolds(
      @ForAll("settings") PrefixSettings settings,
      @ForAll @Size(max = 200) List<@From("keys") Key> keys) {
    Prefixes prefixes = new Prefixes(settings);
    PrefixMapper mapper = Prefixes.mapper(settings, false);
    Map<String, Integer> sums = new HashMap<>();
    Map<String, Integer> unbounded = new HashMap<>();

    for (Key key : keys) {
      String own = mapper.prefix(key);
      String admitted = prefixes.of(key);
      sums.merge(admitted, 1, Integer::sum);
      unbounded.merge(own, 1, Integer::sum);
      assertThat(admitted).isIn(own, Prefixes.OTHER, "\\x6fther");
    }

    Set<String> named = new HashSet<>(sums.keySet());
    named.remove(Prefixes.OTHER);
    assertThat(named).hasSizeLessThanOrEqualTo(settings.most());
    assertThat(sum(sums.values())).isEqualTo(keys.size());
    // Whoever is named is named wholly: none of it is in other.
    named.forEach(
        name ->
            assertThat(sums.get(name))
                .isEqualTo(unbounded.get(name.equals("\\x6fther") ? Prefixes.OTHER : name)));
  }

  private static int sum(Collection<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).sum();
  }

  @Property(tries = 100)
  void keyKeepsItsPrefixWhateverComesLater(
      @ForAll("settings") PrefixSettings settings,
      @ForAll @Size(max = 100) List<@From("keys") Key> keys,
      @ForAll @IntRange(max = 3000) int later) {
    Prefixes prefixes = new Prefixes(settings);
    List<String> before = keys.stream().map(prefixes::of).toList();

    flood(prefixes, later);

    for (int i = 0; i < keys.size(); i++) {
      assertThat(prefixes.of(Key.of(keys.get(i).toBytes()))).isSameAs(before.get(i));
    }
  }

  @Test
  void knownResourcesFindRoomAfterAFlood() {
    Prefixes prefixes = new Prefixes(PrefixFixture.kubernetes(false, 200));

    flood(prefixes, 10_000);

    assertThat(prefixes.of(Key.of("/registry/volumeattachments/a"))).isEqualTo("volumeattachments");
    assertThat(prefixes.of(Key.of("/registry/services/specs/a/b"))).isEqualTo("services/specs");
    assertThat(prefixes.of(Key.of("/registry/apiregistration.k8s.io/apiservices/a")))
        .isEqualTo("apiservices.apiregistration.k8s.io");
    assertThat(prefixes.of(Key.of("compact_rev_key"))).isEqualTo("compact_rev_key");
    assertThat(prefixes.of(Key.of("/registry/late.io/things/a"))).isEqualTo("other");
    assertThat(prefixes.of(Key.of("/registry/flood0.io/things/a"))).isEqualTo("things.flood0.io");
  }

  @Test
  void everyExporterKeepsTheSameOfTheKnownWhereRoomIsShort() {
    Prefixes one = new Prefixes(PrefixFixture.kubernetes(false, 20));
    Prefixes two = new Prefixes(PrefixFixture.kubernetes(false, 20));
    List<String> known = KnownResources.named(false);

    for (int i = 0; i < known.size(); i++) {
      String unused = one.of(Key.of("/registry/" + known.get(i) + "/a"));
      unused = two.of(Key.of("/registry/" + known.get(known.size() - 1 - i) + "/a"));
    }

    assertThat(known)
        .allSatisfy(
            name -> {
              Key key = Key.of("/registry/" + name + "/a");
              assertThat(one.of(key)).isEqualTo(two.of(key));
            });
    assertThat(one.of(Key.of("/registry/pods/a/b"))).isEqualTo("pods");
    assertThat(one.of(Key.of("/registry/health"))).isEqualTo("other");
  }

  @Test
  void withNamespacesRoomIsKeptForTheResourcesThatHaveNone() {
    Prefixes prefixes = new Prefixes(PrefixFixture.kubernetes(true, 100));

    int admitted = 0;
    for (int i = 0; i < 1_000; i++) {
      admitted += prefixes.of(Key.of("/registry/pods/ns" + i + "/x")).equals("other") ? 0 : 1;
    }

    assertThat(admitted).isEqualTo(100 - KnownResources.named(true).size());
    assertThat(prefixes.of(Key.of("/registry/minions/a"))).isEqualTo("minions");
  }

  @Test
  void roomIsKeptForTheUsersOwnPrefixes() {
    Prefixes prefixes =
        new Prefixes(
            PrefixFixture.kubernetes(
                false, 10, PrefixPattern.of("/locks/", "locks"), PrefixPattern.of("/t(.)", "$1")));

    flood(prefixes, 1_000);

    assertThat(prefixes.of(Key.of("/locks/a"))).isEqualTo("locks");
    assertThat(prefixes.of(Key.of("/t1"))).isEqualTo("other");
  }

  @Test
  void keyCalledOtherIsNotTheOverflow() {
    Prefixes depth = new Prefixes(PrefixFixture.settings(Layout.DEPTH, false, 1, 10));
    Prefixes own =
        new Prefixes(
            PrefixFixture.settings(Layout.DEPTH, false, 1, 10, PrefixPattern.of("(.*)", "$1")));
    Prefixes kubernetes = new Prefixes(PrefixFixture.kubernetes(false, 200));

    assertThat(depth.of(Key.of("other/a"))).isEqualTo("\\x6fther");
    assertThat(own.of(Key.of("other"))).isEqualTo("\\x6fther");
    assertThat(kubernetes.of(Key.of("/registry/other/a"))).isEqualTo("\\x6fther");
    assertThat(depth.of(Key.of("\\x6fther/a"))).isEqualTo("\\x5cx6fther");
  }

  @Test
  void threadsAgreeAndKeepTheBound() {
    Prefixes prefixes = new Prefixes(PrefixFixture.settings(Layout.DEPTH, false, 1, 100));
    Map<String, Set<String>> named = new ConcurrentHashMap<>();

    IntStream.range(0, 40_000)
        .parallel()
        .forEach(
            i -> {
              String name = "/p" + i % 400;
              boolean unused =
                  named
                      .computeIfAbsent(name, n -> ConcurrentHashMap.newKeySet())
                      .add(prefixes.of(Key.of(name + "/x")));
            });

    assertThat(named.values()).allSatisfy(names -> assertThat(names).hasSize(1));
    assertThat(named.values().stream().filter(names -> !names.contains("other"))).hasSize(100);
  }

  @Test
  void threadsThatRaceForTheLastRoomKeepTheBound() {
    for (int round = 0; round < 500; round++) {
      AdmittedPrefixes admitted = new AdmittedPrefixes(10, List.of());

      long named =
          IntStream.range(0, 64)
              .parallel()
              .filter(i -> !admitted.admit("p" + i).equals(Prefixes.OTHER))
              .count();

      assertThat(named).isEqualTo(10);
    }
  }

  @Test
  void prefixIsTheSameInstanceEachTime() {
    Prefixes prefixes = new Prefixes(PrefixSettings.DEFAULT);
    String longName = "/" + "n".repeat(500);

    assertThat(prefixes.of(Key.of("/registry/pods/a/b")))
        .isSameAs(prefixes.of(Key.of("/registry/pods/c/d")))
        .isSameAs(prefixes.of(Key.of("/kubernetes.io/pods/c/d")));
    assertThat(prefixes.of(Key.of(longName))).isSameAs(prefixes.of(Key.of(longName + "x")));
  }

  @Test
  void hiddenKeyIsNoPrefixOfItsOwn() {
    Prefixes hidden = new Prefixes(PrefixSettings.DEFAULT, true);

    // Keys that go on are summed as ever, before and after one that does not
    assertThat(hidden.of(Key.of("/tenants/alice/x"))).isEqualTo("/tenants");
    assertThat(hidden.of(Key.of("/tenants"))).isEqualTo("(whole keys)");
    assertThat(hidden.of(Key.of("/tenants/bob/x"))).isEqualTo("/tenants");
    assertThat(hidden.of(Key.of("customer-4711-secret"))).isEqualTo("(whole keys)");
    assertThat(hidden.of(Key.of("/registry/lonely"))).isEqualTo("(whole keys)");
    assertThat(hidden.of(Key.of("/registry/lonely/a"))).isEqualTo("lonely");

    // and what everybody knows tells nothing
    assertThat(hidden.of(Key.of("compact_rev_key"))).isEqualTo("compact_rev_key");
    assertThat(hidden.of(Key.of("/registry/pods"))).isEqualTo("pods");
    assertThat(new Prefixes(PrefixSettings.DEFAULT).of(Key.of("/tenants"))).isEqualTo("/tenants");
  }
}
