package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReachTest {
  private final Reach reach = new Reach();

  private static List<KeyEntry> entries(String... keys) {
    return Arrays.stream(keys).map(key -> new KeyEntry(Key.of(key), 1, 1, 1, 10)).toList();
  }

  private static KnownRange from(String key, Optional<Key> end, long keys) {
    return new KnownRange(Key.of(key), end, keys, 0);
  }

  private static KnownRange from(String key) {
    return from(key, Optional.empty(), 1_000_000);
  }

  @Test
  void asFarAsKeysLieFromEachOther() {
    reach.seen(entries("pods/a", "pods/b", "pods/c"));

    assertThat(reach.end(from("pods/c"), 10))
        .hasValueSatisfying(
            end -> {
              assertThat(end.toString()).startsWith("pods/m");
            });
  }

  @Test
  void behindAGroupItReachesForTheNextWhereKeysHaveParted() {
    // Given two resources
    reach.seen(entries("/registry/events/9"));
    reach.seen(entries("/registry/pods/1", "/registry/pods/2"));

    // When nothing follows
    Key at = Key.of("/registry/pods/3");
    for (int read = 1; read <= 2; read++) {
      at = reach.end(from(at.toString()), 1).orElseThrow();
      reach.seen(List.of());
    }

    // Then it does not try the bytes between
    assertThat(reach.end(from(at.toString()), 1).orElseThrow().toString())
        .startsWith("/registry/q");
  }

  @Test
  void neverBeyondHalfOfARangeThatHoldsTwiceAsMany() {
    reach.seen(entries("a", "b"));
    Optional<Key> end = Optional.of(Key.of("d"));

    assertThat(reach.end(from("b", end, 2_000), 1_000).orElseThrow()).isLessThan(Key.of("c\1"));
  }

  @Property
  void staysWithinItsRangeAndGetsOn(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 0, max = 255) Integer> low,
      @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 0, max = 255) Integer> high,
      @ForAll @IntRange(min = 0, max = 40) int empty,
      @ForAll boolean open) {
    Key from = key(low);
    Key end = key(high);
    if (!open && from.compareTo(end) >= 0) {
      return;
    }
    Reach any = new Reach();
    any.seen(List.of(new KeyEntry(from, 1, 1, 1, 10)));
    KnownRange range = new KnownRange(from, open ? Optional.empty() : Optional.of(end), 1_000, 0);
    for (int i = 0; i < empty; i++) {
      Optional<Key> cut = any.end(range, 100);
      any.seen(List.of());
      if (cut.isEmpty()) {
        return;
      }
      assertThat(cut.get()).isGreaterThan(range.from());
      range.end().ifPresent(last -> assertThat(cut.get()).isLessThan(last));
      range = range.from(cut.get(), 0);
    }
  }

  private static Key key(List<Integer> bytes) {
    byte[] array = new byte[bytes.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = bytes.get(i).byteValue();
    }
    return Key.of(array);
  }

  @Test
  void readsOfNothingBeforeAnyKeyAreNoTrouble() {
    for (int i = 0; i < 10; i++) {
      reach.seen(List.of());
    }

    reach.seen(entries("a"));
    assertThat(reach.end(from("a", Optional.of(Key.of("b")), 1_000), 10)).isPresent();
  }
}
