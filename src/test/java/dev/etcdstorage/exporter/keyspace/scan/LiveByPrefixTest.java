package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LiveByPrefixTest {
  private final LiveByPrefix live = by(10);

  private static LiveByPrefix by(int most, PrefixPattern... own) {
    return new LiveByPrefix(
        new Prefixes(new PrefixSettings(Layout.DEPTH, List.of(), false, 1, List.of(own), most)));
  }

  private static KeyEntry entry(String key, long version, int bytes) {
    return new KeyEntry(Key.of(key), 1, version, bytes, bytes);
  }

  private static Live total(Map<String, Live> named) {
    return named.values().stream().reduce(Live.NONE, Live::plus);
  }

  /** Many that hardly weigh anything, before and after what a test adds in between. */
  private static void light(LiveByPrefix live, String name, int prefixes) {
    for (int i = 0; i < prefixes; i++) {
      live.add(entry("/" + name + i + "/x", 1, 10));
    }
  }

  @Test
  void heaviestByKeysVersionsAndBytesAreNamedWhereverTheyStand() {
    light(live, "a", 300);
    IntStream.range(0, 500).forEach(i -> live.add(entry("/many/" + i, 1, 10)));
    light(live, "n", 300);
    live.add(entry("/often/x", 5_000, 10));
    light(live, "p", 300);
    live.add(entry("/zlarge/x", 1, 1_000_000));

    Map<String, Live> named = live.named(List.of());

    assertThat(named).hasSize(11).containsKeys("/many", "/often", "/zlarge", "other");
    assertThat(named.get("/many"))
        .isEqualTo(new Live(500, 500, 500 * 10 + 10 * 7 + 90 * 8 + 400 * 9));
    assertThat(total(named).keys()).isEqualTo(900 + 502);
    assertThat(total(named).versions()).isEqualTo(900 + 500 + 5_000 + 1);
  }

  @Test
  void everyPrefixIsNamedWhileThereIsRoom() {
    light(live, "a", 10);

    assertThat(live.named(List.of("/b"))).hasSize(10).doesNotContainKeys("other", "/b");
  }

  @Test
  void halfTheNamesAreForThoseThatAreWrittenMost() {
    for (int i = 0; i < 20; i++) {
      int bytes = 100_000 - 1_000 * i;
      live.add(entry("/large" + (char) ('a' + i) + "/x", 1, bytes));
    }
    light(live, "z", 50);

    Map<String, Live> named = live.named(List.of("/z7", "/gone", "/z8"));

    assertThat(named.keySet())
        .containsExactlyInAnyOrder(
            "/largea", "/largeb", "/largec", "/larged", "/largee", "/z7", "/z8", "/largef",
            "/largeg", "/largeh", "other");
  }

  @Test
  void prefixesThatTheUserNamesAreNamed() {
    LiveByPrefix own = by(10, PrefixPattern.of("/z/locks/", "locks"));
    IntStream.range(0, 50).forEach(i -> own.add(entry("/large" + i + "/x", 1, 1_000)));
    own.add(entry("/z/locks/a", 1, 1));

    assertThat(own.named(List.of()).get("locks")).isEqualTo(new Live(1, 1, 11));
  }

  /** Against sums of everything: a walk in order loses nothing of those that it names. */
  @Property(tries = 20)
  void whoIsNamedIsNamedWhollyHoweverManyThereAre(
      @ForAll long seed,
      @ForAll @IntRange(min = 10, max = 300) int most,
      @ForAll @IntRange(min = 1, max = 30_000) int prefixes) {
    // Given keys in their order, a few prefixes much heavier than others
    Random random = new Random(seed);
    LiveByPrefix bounded = by(most);
    Map<String, Live> everything = new HashMap<>();
    List<String> heavy = new ArrayList<>();
    for (int i = 0; i < prefixes; i++) {
      String prefix = String.format("/p%05d", i);
      boolean isHeavy = heavy.size() < 5 && random.nextInt(1_000) == 0;
      if (isHeavy) {
        heavy.add(prefix);
      }
      for (int k = isHeavy ? 1_000 : 1 + random.nextInt(3); k > 0; k--) {
        KeyEntry entry = entry(prefix + "/k" + k, 1 + random.nextInt(3), random.nextInt(500));
        bounded.add(entry);
        everything.merge(prefix, new Live(1, entry.version(), entry.bytes()), Live::plus);
      }
    }

    // When
    Map<String, Live> named = bounded.named(List.of());

    // Then
    assertThat(total(named)).isEqualTo(total(everything));
    assertThat(named.size() - (named.containsKey("other") ? 1 : 0)).isLessThanOrEqualTo(most);
    assertThat(named.keySet()).containsAll(heavy);
    named.forEach(
        (name, sum) -> {
          if (!name.equals(Prefixes.OTHER)) {
            assertThat(sum).isEqualTo(everything.get(name));
          }
        });
  }
}
