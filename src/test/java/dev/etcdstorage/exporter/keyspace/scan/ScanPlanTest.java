package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.keyspace.scan.MemoryKeyspace.Seen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScanPlanTest {
  private static final int MANY = 200_000;

  /** Keys of one shape. */
  record Shape(String name, Collection<Key> keys) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Shape> shapes() {
    return List.of(
        new Shape("kubernetes", kubernetes(MANY)),
        numbered("a single prefix", i -> "/registry/events/default/event-" + i),
        numbered("padded numbers", i -> String.format("key-%012d", i)),
        new Shape("uniform binary", binary(MANY, 16, 256)),
        new Shape("short binary", binary(MANY, 3, 256)),
        new Shape("bytes 254 and 255", binary(MANY, 24, 2)),
        new Shape("mostly one prefix, with its own key", withOwnKeys()),
        new Shape("each beginning the next, in groups", chains()));
  }

  private static Shape numbered(String name, IntFunction<String> text) {
    return new Shape(name, IntStream.range(0, MANY).mapToObj(text).map(Key::of).toList());
  }

  /** Many pods and events in uneven namespaces, few of some hundred other resources. */
  private static Collection<Key> kubernetes(int many) {
    Random random = new Random(1);
    Set<Key> keys = new HashSet<>();
    while (keys.size() < many) {
      int namespace = (int) Math.abs(random.nextGaussian() * 40);
      String suffix = Integer.toString(random.nextInt(1 << 30), 36);
      String resource =
          switch (random.nextInt(10)) {
            case 0, 1, 2 -> "events";
            case 3, 4 -> "pods";
            case 5 -> "secrets";
            case 6 -> "replicasets";
            case 7 -> "configmaps";
            case 8 -> "coordination.k8s.io/leases";
            default -> "group" + random.nextInt(150) + ".example.com/things";
          };
      keys.add(Key.of("/registry/" + resource + "/team-" + namespace + "/app-" + suffix));
    }
    return keys;
  }

  /** Bytes from the top: 0xff is where the next key after a prefix is elsewhere. */
  private static Collection<Key> binary(int many, int length, int values) {
    Random random = new Random(2);
    Set<Key> keys = new HashSet<>();
    while (keys.size() < many) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (255 - random.nextInt(values));
      }
      keys.add(Key.of(bytes));
    }
    return keys;
  }

  private static Collection<Key> withOwnKeys() {
    List<Key> keys =
        new ArrayList<>(List.of(Key.of("/"), Key.of("/a"), Key.of("/a/"), Key.of("z")));
    for (int i = 0; i < MANY; i++) {
      keys.add(Key.of("/a/b" + (i % 7) + "/" + i));
      keys.add(Key.of("/a/b" + (i % 7) + "/"));
    }
    return new HashSet<>(keys);
  }

  private static Collection<Key> chains() {
    List<Key> keys = new ArrayList<>();
    for (int group = 0; group < MANY / 100; group++) {
      StringBuilder text = new StringBuilder("g" + group + ":");
      for (int i = 0; i < 100; i++) {
        keys.add(Key.of(text.append('x').toString()));
      }
    }
    return keys;
  }

  private static void assertAll(List<KeyEntry> walked, MemoryKeyspace keyspace, long revision) {
    // One by one: comparing long lists otherwise takes longer than the walk.
    assertThat(walked.size()).isEqualTo(keyspace.at(revision).size());
    assertThat(walked.equals(keyspace.at(revision))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void firstPassLearnsCheaplyAndTheNextKnows(Shape shape) {
    // Given
    MemoryKeyspace keyspace = MemoryKeyspace.of(shape.keys(), 60);

    // When
    ScanPlan first = new ScanPlan(true, List.of());
    List<KeyEntry> walked = keyspace.walk(first);

    // Then: all, exact, and kindly
    assertAll(walked, keyspace, 2);
    assertThat(first.exact()).isTrue();
    assertThat(first.revision()).isEqualTo(2);
    System.err.println(
        shape
            + " visits "
            + (double) first.visits() / walked.size()
            + " reads "
            + keyspace.log().size()
            + " learning "
            + keyspace.log().stream().filter(s -> s.read().content() != Content.VALUES).count()
            + " spans "
            + first.spans().size());
    assertThat(first.visits()).isLessThanOrEqualTo(30L * walked.size());
    assertThat(keyspace.log())
        .filteredOn(ScanPlanTest::brings)
        .allSatisfy(ScanPlanTest::assertKind);

    // When
    keyspace.log().clear();
    ScanPlan second = new ScanPlan(true, first.spans());
    List<KeyEntry> again = keyspace.walk(second);

    // Then: no counting, and etcd visits just what it gives
    assertAll(again, keyspace, 2);
    assertThat(second.visits()).isZero();
    assertThat(keyspace.log()).allSatisfy(ScanPlanTest::assertKind);
    long counted = keyspace.log().stream().mapToLong(Seen::counted).sum();
    assertThat(counted).isLessThan(again.size() * 12L / 10);
    assertThat(second.spans()).hasSizeLessThan(again.size() / 200);
  }

  private static boolean brings(Seen seen) {
    return seen.read().content() == Content.VALUES;
  }

  private static void assertKind(Seen seen) {
    assertThat(seen.counted()).isLessThanOrEqualTo(10_000);
    assertThat(seen.entries()).isLessThanOrEqualTo(500);
    assertThat(seen.bytes()).isLessThanOrEqualTo(2 << 20);
  }

  @Test
  void dummy() {}
}
