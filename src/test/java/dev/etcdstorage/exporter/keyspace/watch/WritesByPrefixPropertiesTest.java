package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds whatever is written. */
class WritesByPrefixPropertiesTest {
  private static Prefixes prefixes(int most, PrefixPattern... own) {
    PrefixSettings unsaid = PrefixSettings.DEFAULT;
    return new Prefixes(
        new PrefixSettings(
            unsaid.layout(), unsaid.roots(), false, unsaid.depth(), List.of(own), most));
  }

  /** Writers of all kinds, which change every now and then. */
  private static final class Load {
    private final Random random;
    private final int prefixes;
    private final List<String> heavy = new ArrayList<>();

    Load(long seed, int prefixes) {
      this.random = new Random(seed);
      this.prefixes = prefixes;
    }

    void next(WrittenStream stream) {
      if (heavy.isEmpty() || random.nextInt(700) == 0) {
        heavy.clear();
        for (int i = random.nextInt(4); i >= 0; i--) {
          heavy.add("p" + random.nextInt(prefixes));
        }
      }
      int bytes = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(500);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> stream.put(heavy.get(random.nextInt(heavy.size())), bytes);
        case 3, 4 ->
            stream.put("p" + (int) (random.nextDouble() * random.nextDouble() * prefixes), bytes);
        case 5 -> stream.put("once" + random.nextInt(), bytes);
        case 6 -> stream.put(random.nextBoolean() ? "pods" : "leases", bytes);
        default -> stream.breakOff("p" + random.nextInt(prefixes));
      }
    }
  }

  private static boolean isFormer(String name) {
    return name.endsWith(" former)");
  }

  @Property(tries = 12)
  void sumIsExactWithinTheBoundAndNoCounterGoesBackOrGrowsByItself(
      @ForAll long seed,
      @ForAll @IntRange(min = 10, max = 60) int most,
      @ForAll @IntRange(min = 1, max = 1500) int different) {
    // Given
    WrittenStream stream = new WrittenStream();
    WritesByPrefix named =
        stream.begin(prefixes(most, PrefixPattern.of("/a", "p7"), PrefixPattern.of("/b", "never")));
    Load load = new Load(seed, different);
    Map<String, PrefixWrites> before = Map.of();
    long counted = 0;

    for (int i = 0; i < 50_000; i++) {
      // When
      load.next(stream);
      if (i % 1009 == 0) {
        stream.reviewNow(named);
      }
      if (i % 97 != 0) {
        continue;
      }

      // Then
      Map<String, PrefixWrites> now = named.writes();
      assertThat(now.values().stream().mapToLong(PrefixWrites::events).sum())
          .isEqualTo(stream.events());
      Set<String> names = new HashSet<>(now.keySet());
      names.remove(Prefixes.OTHER);
      assertThat(names).hasSizeLessThanOrEqualTo(most);
      // and as rate() sees it: what grew since the last look is what was written since
      long grown = 0;
      for (var series : now.entrySet()) {
        PrefixWrites was = before.get(series.getKey());
        long events = series.getValue().events();
        if (was != null) {
          assertThat(events).isGreaterThanOrEqualTo(was.events());
          grown += events - was.events();
        } else if (!isFormer(series.getKey())) {
          grown += events;
        }
      }
      long lost = stream.events() - counted - grown;
      // (but for what a name that was lost had counted since that look)
      assertThat(lost).isBetween(0L, lost(before, now));
      before = now;
      counted = stream.events();
    }
    assertThat(named.writes().getOrDefault("p7", PrefixWrites.NONE).events())
        .isEqualTo(stream.events("p7"));
  }

  /** At most what was written since the last look, and only where another name was lost. */
  private static long lost(Map<String, PrefixWrites> before, Map<String, PrefixWrites> now) {
    return now.keySet().stream().allMatch(name -> !isFormer(name) || before.containsKey(name))
        ? 0
        : 97;
  }

  @Property(tries = 20)
  void whoWritesAQuarterIsNamedWithinFourReviewsWhateverCameBefore(
      @ForAll long seed,
      @ForAll @IntRange(min = 200, max = 2000) int most,
      @ForAll @IntRange(min = 1, max = 5000) int different,
      @ForAll @IntRange(max = 40_000) int history,
      @ForAll @DoubleRange(min = 0.25, max = 1) double share) {
    // Given
    WrittenStream stream = new WrittenStream();
    WritesByPrefix named = stream.begin(prefixes(most));
    Load load = new Load(seed, different);
    for (int i = 0; i < history; i++) {
      load.next(stream);
    }

    // When
    Random random = new Random(seed);
    long end = stream.revision() + 4 * NamingPolicy.WINDOW;
    while (stream.revision() <= end) {
      if (random.nextDouble() < share) {
        stream.put("storm", 200);
      } else {
        load.next(stream);
      }
    }

    // Then
    assertThat(named.writes()).containsKey("storm");
  }

  /** So that the sum over prefixes of the largest rate of each is near the rate of all. */
  @Property(tries = 8)
  void whoBeganLaterComesToTheSameNames(
      @ForAll long seed,
      @ForAll @IntRange(min = 10, max = 200) int room,
      @ForAll @IntRange(min = 1, max = 1500) int different,
      @ForAll @IntRange(max = 40_000) int head) {
    // Given
    WrittenStream stream = new WrittenStream();
    WritesByPrefix first = stream.begin(prefixes(room));
    Load load = new Load(seed, different);
    for (int i = 0; i < head; i++) {
      load.next(stream);
    }
    WritesByPrefix second = stream.begin(prefixes(room));
    Random sometimes = new Random(seed);
    while (stream.revision() < head + 2 * NamingPolicy.ROUND) {
      load.next(stream);
      if (sometimes.nextInt(200) == 0) {
        stream.reviewNow(second);
      }
    }

    // When both are looked at again and again
    long largest = 0;
    long from = stream.revision();
    Map<String, PrefixWrites> one = first.writes();
    Map<String, PrefixWrites> two = second.writes();
    for (int look = 0; look < 500; look++) {
      for (int i = 0; i < 10; i++) {
        load.next(stream);
      }
      Map<String, PrefixWrites> oneNow = first.writes();
      Map<String, PrefixWrites> twoNow = second.writes();
      Set<String> names = new HashSet<>(oneNow.keySet());
      names.addAll(twoNow.keySet());
      for (String name : names) {
        largest += Math.max(grown(name, one, oneNow), grown(name, two, twoNow));
      }
      one = oneNow;
      two = twoNow;
    }

    // Then
    double written = stream.revision() - from;
    // Of a thousand such streams three were above 1.08, and once one was at 1.10.
    assertThat(largest / written).isBetween(0.95, 1.15);
  }

  private static long grown(
      String name, Map<String, PrefixWrites> before, Map<String, PrefixWrites> now) {
    return isFormer(name) || !now.containsKey(name)
        ? 0
        : now.get(name).events() - before.getOrDefault(name, PrefixWrites.NONE).events();
  }
}
