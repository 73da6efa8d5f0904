package dev.etcdstorage.exporter.keyspace.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import dev.etcdstorage.exporter.etcd.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

  /** However many came before, and whether it is remembered or not. */
  @Property(tries = 300)
  void keyHasThePrefixThatTheSettingsSay(
      @ForAll("settings") PrefixSettings settings,
      @ForAll @Size(max = 200) List<@From("keys") Key> keys) {
    Prefixes prefixes = new Prefixes(settings);
    PrefixMapper mapper = Prefixes.mapper(settings, false);

    for (Key key : keys) {
      String own = mapper.prefix(key);
      assertThat(prefixes.of(key)).isEqualTo(own.equals(Prefixes.OTHER) ? "\\x6fther" : own);
    }
  }

  @Test
  void knowsWhatTheUserNamesAndWhatKubernetesHas() {
    Prefixes prefixes =
        new Prefixes(
            PrefixFixture.kubernetes(
                false, 10, PrefixPattern.of("/locks/", "locks"), PrefixPattern.of("/t(.)", "$1")));
    Prefixes split = new Prefixes(PrefixFixture.kubernetes(true, 100));
    Prefixes depth = new Prefixes(PrefixFixture.settings(Layout.DEPTH, false, 1, 10));

    assertThat(prefixes.most()).isEqualTo(10);
    assertThat(prefixes.own()).containsExactly("locks");
    for (String key :
        List.of(
            "/registry/volumeattachments/a",
            "/registry/services/specs/a/b",
            "/registry/apiregistration.k8s.io/apiservices/a",
            "compact_rev_key")) {
      assertThat(prefixes.known(prefixes.of(Key.of(key)))).isTrue();
    }
    assertThat(prefixes.known(prefixes.of(Key.of("/registry/late.io/things/a")))).isFalse();
    assertThat(split.known(split.of(Key.of("/registry/minions/a")))).isTrue();
    assertThat(split.known(split.of(Key.of("/registry/pods/ns/a")))).isFalse();
    assertThat(depth.known("pods")).isFalse();
  }

  @Test
  void keyCalledAsThoseThatLeftIsNotThem() {
    Prefixes depth = new Prefixes(PrefixFixture.settings(Layout.DEPTH, false, 1, 10));

    assertThat(depth.of(Key.of("(7 former)/a"))).isEqualTo("\\x287 former)");
    assertThat(depth.of(Key.of("(seven former)/a"))).isEqualTo("(seven former)");
    assertThat(Prefixes.former(7)).isEqualTo("(7 former)");
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
  void threadsAgree() {
    Prefixes prefixes = new Prefixes(PrefixFixture.settings(Layout.DEPTH, false, 1, 100));

    assertThat(
            IntStream.range(0, 40_000)
                .parallel()
                .filter(i -> !prefixes.of(Key.of("/p" + i % 400 + "/x")).equals("/p" + i % 400)))
        .isEmpty();
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
