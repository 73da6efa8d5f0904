package dev.etcdstorage.exporter.keyspace.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private int asked;

  private String ask(PrefixCache cache, Key key) {
    return cache.get(
        key,
        key.length(),
        known -> {
          asked++;
          return "prefix of " + known;
        });
  }

  private static List<Key> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> Key.of("/registry/things" + i)).toList();
  }

  @Test
  void growsUntilMostOfWhatComesIsRemembered() {
    // Given twice as many as it has slots at first
    PrefixCache cache = new PrefixCache(1000);
    List<Key> keys = keys(128);
    for (int round = 0; round < 10; round++) {
      keys.forEach(key -> assertThat(ask(cache, key)).isEqualTo("prefix of " + key));
    }

    // When
    asked = 0;
    keys.forEach(key -> assertThat(ask(cache, key)).isEqualTo("prefix of " + key));

    // Then
    assertThat(asked).isLessThan(keys.size() / 4);
  }

  @Test
  void doesNotGrowBeyondItsBoundHoweverManyCome() {
    PrefixCache cache = new PrefixCache(8);

    keys(100_000).forEach(key -> assertThat(ask(cache, key)).isEqualTo("prefix of " + key));

    assertThat(cache.size()).isEqualTo(128);
  }
}
