package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The truth lies between the bounds, which are as close as promised. */
class HotKeysPropertiesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Property(tries = 40)
  void trueCountLiesWithinTheBounds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20_000) int keys,
      @ForAll @IntRange(min = 1, max = 40_000) int puts,
      @ForAll @DoubleRange(min = 1, max = 6) double skew) {
    // Given puts over two hours, some settled later and some dropped
    Random random = new Random(seed);
    HotKeys hot = new HotKeys(false, START);
    Map<Key, Long> exact = new HashMap<>();
    for (int i = 0; i < puts; i++) {
      if (i == puts / 2) {
        hot.rotate(START.plus(Duration.ofMinutes(70)));
      }
      Key key = Key.of("/k/" + (int) (Math.pow(random.nextDouble(), skew) * keys));
      switch (random.nextInt(4)) {
        case 0 -> {
          hot.hold(key);
          hot.settle();
          exact.merge(key, 1L, Long::sum);
        }
        case 1 -> {
          hot.hold(key);
          hot.drop();
        }
        default -> {
          hot.add(key);
          exact.merge(key, 1L, Long::sum);
        }
      }
    }

    // When
    List<HotKey> top = hot.top(key -> "p");

    // Then
    double error = 3.5 / HotKeys.SIZE * (double) puts;
    for (HotKey line : top) {
      long truth = exact.getOrDefault(line.key().orElseThrow(), 0L);
      assertThat(truth).isBetween(line.atLeast(), line.atMost());
      assertThat((double) (line.atMost() - line.atLeast())).isLessThanOrEqualTo(error + 1);
    }
    // and whoever is hotter than the error allows to overlook is there
    long twentieth = top.isEmpty() ? 0 : top.get(top.size() - 1).atMost();
    exact.forEach(
        (key, count) -> {
          if ((double) count > (double) twentieth + error + 1) {
            assertThat(top).anyMatch(line -> line.key().orElseThrow().equals(key));
          }
        });
  }
}
