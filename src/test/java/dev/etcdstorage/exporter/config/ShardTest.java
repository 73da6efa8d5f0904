package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which shard has which cluster, and how a shard gets its index. */
class ShardTest {
  private static final int CLUSTERS = 10_000;

  private static Shard shard(int index, int total) {
    return new Shard(OptionalInt.of(index), total);
  }

  /** The shards of so many that have this cluster. */
  private static List<Integer> shardsOf(String cluster, int total) {
    return IntStream.range(0, total).filter(i -> shard(i, total).has(cluster)).boxed().toList();
  }

  /** Names as people give them, near each other. */
  private static String name(int seed, int number) {
    List<String> patterns = List.of("prod-%d", "eu-west-1/%05d", "kunde%d.example.org", "%d");
    return patterns.get(Math.floorMod(seed, patterns.size())).formatted(number + seed);
  }

  @Property(tries = 300)
  void everyClusterIsOnExactlyOneShard(
      @ForAll String cluster, @ForAll @IntRange(min = 1, max = 40) int total) {
    assertThat(shardsOf(cluster, total)).hasSize(1);
  }

  @Property(tries = 300)
  void withOneShardMoreAClusterStaysOrGoesToTheNewOne(
      @ForAll String cluster, @ForAll @IntRange(min = 1, max = 40) int total) {
    int before = shardsOf(cluster, total).get(0);

    assertThat(shardsOf(cluster, total + 1).get(0)).isIn(before, total);
  }

  /** Within six standard deviations of a fair draw. */
  @Property(tries = 20)
  void clustersAreSharedOutEvenlyAndGrowthMovesNoMoreThanTheNewShare(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 2, max = 20) int total) {
    int[] before = new int[total];
    int moved = 0;
    for (int i = 0; i < CLUSTERS; i++) {
      int old = Shard.indexOf(name(seed, i), total);
      before[old]++;
      moved += Shard.indexOf(name(seed, i), total + 1) == old ? 0 : 1;
    }

    for (int count : before) {
      assertThat((double) count).isBetween(fair(total) - slack(total), fair(total) + slack(total));
    }
    assertThat((double) moved)
        .isBetween(fair(total + 1) - slack(total + 1), fair(total + 1) + slack(total + 1));
  }

  private static double fair(int total) {
    return (double) CLUSTERS / total;
  }

  private static double slack(int total) {
    return 6 * Math.sqrt(fair(total) * (1 - 1.0 / total));
  }

  /**
   * While the number changes pods are told one after the other, in any order, and some are there
   * beyond the last shard.
   */
  @Property(tries = 500)
  void noClusterIsWithoutAShardWhileEveryIndexBelowTheLargestTotalIsThere(
      @ForAll String cluster,
      @ForAll @IntRange(min = 0, max = 3) int beyond,
      @ForAll @IntRange(min = 1, max = 12) int oldTotal,
      @ForAll @IntRange(min = 1, max = 12) int newTotal,
      @ForAll long order) {
    int pods = Math.max(oldTotal, newTotal) + beyond;
    Random told = new Random(order);
    List<Shard> there = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      there.add(Shard.parse("auto/" + (told.nextBoolean() ? oldTotal : newTotal)).at("pod-" + i));
    }

    assertThat(there).anyMatch(shard -> shard.has(cluster));
  }

  /** Exporters of two releases run beside each other during an upgrade, and must agree. */
  @ParameterizedTest
  @CsvSource({"prod-eu, 4, 1", "prod-us, 4, 0", "lab, 4, 2", "prod-eu, 100, 35"})
  void clusterKeepsItsShardFromReleaseToRelease(String cluster, int total, int index) {
    assertThat(shardsOf(cluster, total)).containsExactly(index);
  }

  @ParameterizedTest
  @CsvSource({
    "0/4, node, 0/4",
    "3/4, '', 3/4",
    "0/1, '', 0/1",
    "auto/4, etcd-storage-exporter-central-2, 2/4",
    "auto/4, exporter-0, 0/4",
    // Told too early or too late, it watches what is its own once all are told.
    "auto/4, exporter-4, 4/5",
    "auto/4, exporter-6, 6/7"
  })
  void indexIsToldOrAtTheEndOfTheHostsName(String text, String host, String shard) {
    assertThat(Shard.parse(text).at(host)).hasToString(shard);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "node", "exporter-7d9f8b6c5-x2x4z", "exporter-1a", "7", "web-2026"})
  void hostWithoutAnOrdinalIsRefused(String host) {
    assertThatThrownBy(() -> Shard.parse("auto/4").at(host))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("this host is \"" + host + "\"");
  }

  @Test
  void withoutAnOrdinalTheHostIsNotLookedAt() {
    assertThat(Shard.parse("1/2").at("")).isEqualTo(shard(1, 2));
  }
}
