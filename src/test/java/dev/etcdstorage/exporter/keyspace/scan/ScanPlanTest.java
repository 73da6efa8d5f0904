package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.keyspace.scan.MemoryKeyspace.Seen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
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
    ScanPlan first = ScanPlan.withValues(List.of());
    List<KeyEntry> walked = keyspace.walk(first);

    // Then: all, exact, and kindly
    assertAll(walked, keyspace, 2);
    assertThat(first.exact()).isTrue();
    assertThat(first.revision()).isEqualTo(2);
    long visited = keyspace.log().stream().mapToLong(Seen::counted).sum();
    assertThat(visited).isLessThanOrEqualTo(12L * walked.size());
    assertThat(keyspace.log()).filteredOn(seen -> seen.counted() > 10_000).hasSizeLessThan(30);
    assertThat(keyspace.log())
        .allSatisfy(seen -> assertThat(seen.entries()).isLessThanOrEqualTo(64));

    // When
    keyspace.log().clear();
    ScanPlan second = ScanPlan.withValues(first.ranges());
    List<KeyEntry> again = keyspace.walk(second);

    // Then: no counting, and etcd visits just what it gives
    assertAll(again, keyspace, 2);
    assertThat(keyspace.log()).allSatisfy(ScanPlanTest::assertKind);
    long counted = keyspace.log().stream().mapToLong(Seen::counted).sum();
    assertThat(counted).isLessThan(again.size() * 12L / 10);
    assertThat(second.ranges()).hasSizeLessThan(again.size() / 80);
  }

  @Test
  void storeOfKubernetesIsNeverCountedWhole() {
    // Given
    MemoryKeyspace keyspace = MemoryKeyspace.of(kubernetes(MANY), 60);
    ScanPlan plan = ScanPlan.withValues(List.of());

    // When
    plan.holds(MANY);
    List<KeyEntry> walked = keyspace.walk(plan);

    // Then at once no more than a group that comes before all of its like: a tenth of all
    assertAll(walked, keyspace, 2);
    assertThat(plan.left()).isZero();
    assertThat(keyspace.log()).allMatch(seen -> seen.counted() < MANY / 9);
    assertThat(keyspace.log()).filteredOn(seen -> seen.counted() > 10_000).hasSizeLessThan(8);
    assertThat(keyspace.log()).extracting(Seen::counted).satisfies(ScanPlanTest::fewTimesEach);
  }

  private static void fewTimesEach(List<? extends Long> counts) {
    assertThat(counts.stream().mapToLong(Long::longValue).sum()).isLessThan(8L * MANY);
  }

  @Test
  void howManyAreLeftIsKnownBeforeTheyAreCounted() {
    // Given
    MemoryKeyspace keyspace = MemoryKeyspace.of(kubernetes(MANY), 60);
    ScanPlan plan = ScanPlan.withValues(List.of());
    plan.holds(MANY);

    // When a quarter is read
    int read = 0;
    while (read < MANY / 4) {
      read += keyspace.step(plan).size();
    }

    // Then
    assertThat(plan.left()).isEqualTo(MANY - read);
  }

  private static boolean brings(Seen seen) {
    return seen.read().content() == Content.VALUES;
  }

  private static void assertKind(Seen seen) {
    assertThat(seen.counted()).isLessThanOrEqualTo(10_000);
    assertThat(seen.entries()).isLessThanOrEqualTo(128);
    assertThat(seen.bytes()).isLessThanOrEqualTo(512 << 10);
  }

  /** So small that a few hundred keys show everything. */
  private static final ReadLimits SMALL = new ReadLimits(40, 8, 4, 2, 2_000, 32);

  @Provide
  Arbitrary<List<Key>> keys() {
    // Few letters, so that keys begin each other; zero and 0xff, where prefixes end.
    Arbitrary<Key> binary =
        Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 'b', (byte) 254, (byte) 255)
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(7)
            .map(Key::of);
    Arbitrary<Key> deep =
        Arbitraries.integers().between(1, 300).map(length -> Key.of("x".repeat(length)));
    return Arbitraries.frequencyOf(Tuple.of(9, binary), Tuple.of(1, deep))
        .list()
        .ofMinSize(0)
        .ofMaxSize(600);
  }

  @Property(tries = 300)
  void eachKeyComesOnceWhateverChangesBetweenPasses(
      @ForAll("keys") List<Key> before, @ForAll("keys") List<Key> added, @ForAll Random random) {
    // Given
    MemoryKeyspace keyspace = MemoryKeyspace.of(before, 60);
    ScanPlan first = new ScanPlan(true, SMALL, List.of());
    first.holds(before.size());
    assertAll(keyspace.walk(first), keyspace, 2);

    // When some go, others come
    before.stream().filter(key -> random.nextInt(3) == 0).forEach(keyspace::delete);
    added.forEach(key -> keyspace.put(key, random.nextInt(400)));
    long revision = keyspace.commit();
    ScanPlan second = new ScanPlan(true, SMALL, first.ranges());

    // Then
    assertAll(keyspace.walk(second), keyspace, revision);
    assertThat(second.exact()).isTrue();
    assertThat(second.ranges()).hasSizeLessThanOrEqualTo(32);
  }

  @Property(tries = 300)
  void changesDuringThePassDoNotShow(
      @ForAll("keys") List<Key> before, @ForAll("keys") List<Key> added, @ForAll Random random) {
    // Given
    MemoryKeyspace keyspace = MemoryKeyspace.of(before, 60);
    ScanPlan plan = new ScanPlan(true, SMALL, List.of());
    Iterator<Key> more = added.iterator();
    List<KeyEntry> walked = new ArrayList<>();

    // When every read finds another keyspace at the present revision
    while (plan.next().isPresent()) {
      for (int i = random.nextInt(20); i > 0 && more.hasNext(); i--) {
        keyspace.put(more.next(), 30);
      }
      before.stream().filter(key -> random.nextInt(30) == 0).forEach(keyspace::delete);
      keyspace.commit();
      walked.addAll(keyspace.step(plan));
    }

    // Then the walk is of the first page's revision all the same
    assertAll(walked, keyspace, plan.revision());
    assertThat(plan.exact()).isTrue();
  }

  @Property(tries = 100)
  void noKeyComesTwiceWhenCompactionOvertakes(@ForAll("keys") List<Key> keys) {
    MemoryKeyspace keyspace = MemoryKeyspace.of(keys, 60);
    ScanPlan plan = new ScanPlan(true, SMALL, List.of());
    List<KeyEntry> walked = new ArrayList<>();
    boolean overtaken = false;

    while (plan.next().isPresent()) {
      walked.addAll(keyspace.step(plan));
      keyspace.commit();
      keyspace.compact();
      overtaken |= plan.revision() != 0 && plan.next().isPresent();
    }

    assertThat(walked).extracting(KeyEntry::key).containsExactlyElementsOf(new TreeSet<>(keys));
    assertThat(plan.exact()).isEqualTo(!overtaken);
  }

  @Test
  void manyNewKeysInOneRangeAreReadPieceByPiece() {
    // Given a known keyspace
    MemoryKeyspace keyspace = MemoryKeyspace.of(kubernetes(3_000), 60);
    ScanPlan first = ScanPlan.withValues(List.of());
    keyspace.walk(first);

    // When far more come in one place
    IntStream.range(0, 50_000).forEach(i -> keyspace.put(Key.of("/registry/pods/x/" + i), 60));
    long revision = keyspace.commit();
    keyspace.log().clear();
    ScanPlan second = ScanPlan.withValues(first.ranges());

    // Then few pages meet very many of them
    assertAll(keyspace.walk(second), keyspace, revision);
    assertThat(keyspace.log()).filteredOn(seen -> seen.counted() > 10_000).hasSizeLessThan(10);
  }

  @Test
  void answersStayBelowTheirSizeOnceSizesAreKnown() {
    // Given values from a few bytes to 1 MiB
    MemoryKeyspace keyspace = new MemoryKeyspace();
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      keyspace.put(Key.of("k" + i), random.nextInt(200) == 0 ? 1 << 20 : random.nextInt(3_000));
    }
    keyspace.commit();
    ScanPlan first = ScanPlan.withValues(List.of());
    keyspace.walk(first);

    // When
    keyspace.log().clear();
    ScanPlan second = ScanPlan.withValues(first.ranges());
    assertAll(keyspace.walk(second), keyspace, 2);

    // Then
    assertThat(keyspace.log()).extracting(Seen::bytes).allMatch(bytes -> bytes < 3L << 20);
    assertThat(keyspace.log()).hasSizeLessThan(400);
  }

  /** A message limit that one value of 100 passes, and a few others together. */
  private static MemoryKeyspace withOneLargeValue() {
    MemoryKeyspace keyspace = new MemoryKeyspace();
    for (int i = 0; i < 100; i++) {
      keyspace.put(Key.of("k" + i), i == 50 ? 27 << 20 : i % 3 == 0 ? 1 << 20 : 10);
    }
    keyspace.commit();
    keyspace.largestMessage(3 << 20);
    return keyspace;
  }

  @Test
  void valueThatIsTooLargeHasTheSizeThatItsRefusalTells() {
    // Given
    MemoryKeyspace keyspace = withOneLargeValue();

    // When
    ScanPlan plan = ScanPlan.withValues(List.of());
    List<KeyEntry> walked = keyspace.walk(plan);

    // Then nothing is left out
    assertAll(walked, keyspace, 2);
    assertThat(plan.exact()).isTrue();
    assertThat(plan.sizesKnown()).isTrue();

    // When it is walked by what was learnt
    keyspace.log().clear();
    assertAll(keyspace.walk(ScanPlan.withValues(plan.ranges())), keyspace, 2);

    // Then the large value is refused once, alone
    assertThat(keyspace.log())
        .filteredOn(seen -> seen.bytes() > 3 << 20)
        .singleElement()
        .satisfies(seen -> assertThat(seen.entries()).isEqualTo(1));
  }

  @Test
  void valueThatIsTooLargeAndOfUnknownSizeIsSaidToBe() {
    // Given
    MemoryKeyspace keyspace = withOneLargeValue();
    keyspace.hideSizes();

    // When
    ScanPlan plan = ScanPlan.withValues(List.of());
    List<KeyEntry> walked = keyspace.walk(plan);

    // Then all keys are there, one without its value
    assertThat(walked)
        .extracting(KeyEntry::key)
        .containsExactlyElementsOf(keyspace.at(2).stream().map(KeyEntry::key).toList());
    assertThat(walked).filteredOn(entry -> entry.valueBytes() == 0).hasSize(1);
    assertThat(plan.sizesKnown()).isFalse();
    assertThat(plan.exact()).isTrue();
  }

  /** The very first answer is refused, so that no page says of which revision it was. */
  @Test
  void refusalBeforeTheFirstPageCountsOnlyForItsOwnRevision() {
    // Given a value that shrinks right after it was refused
    MemoryKeyspace keyspace = new MemoryKeyspace().put(Key.of("k"), 27 << 20);
    keyspace.commit();
    keyspace.largestMessage(3 << 20);
    ScanPlan plan = ScanPlan.withValues(List.of());
    List<KeyEntry> walked = new ArrayList<>();
    while (keyspace.log().stream().noneMatch(seen -> seen.read().content() == Content.VALUES)) {
      walked.addAll(keyspace.step(plan));
    }

    // When
    keyspace.put(Key.of("k"), 5 << 20);
    long revision = keyspace.commit();
    walked.addAll(keyspace.walk(plan));

    // Then
    assertAll(walked, keyspace, revision);
  }

  @Property(tries = 200)
  void everySizeIsRightWhateverIsTooLarge(
      @ForAll("keys") List<Key> keys, @ForAll Random random, @ForAll boolean changes) {
    // Given values of all sizes, and answers that take few of them
    MemoryKeyspace keyspace = new MemoryKeyspace();
    keys.forEach(key -> keyspace.put(key, random.nextInt(1 << random.nextInt(24))));
    keyspace.commit();
    keyspace.largestMessage(1 << random.nextInt(12, 22));
    ScanPlan plan = new ScanPlan(true, SMALL, List.of());
    List<KeyEntry> walked = new ArrayList<>();

    // When they may change between all reads
    while (plan.next().isPresent()) {
      if (changes) {
        keys.stream()
            .filter(key -> random.nextInt(10) == 0)
            .forEach(key -> keyspace.put(key, random.nextInt(1 << random.nextInt(24))));
        keyspace.commit();
      }
      walked.addAll(keyspace.step(plan));
    }

    // Then
    if (!walked.isEmpty()) {
      assertAll(walked, keyspace, plan.revision());
    }
    assertThat(plan.sizesKnown()).isTrue();
  }

  @Test
  void keysAloneComeInLargePages() {
    MemoryKeyspace keyspace = MemoryKeyspace.of(kubernetes(30_000), 60);
    ScanPlan first = ScanPlan.keysOnly(OptionalLong.empty(), List.of());
    keyspace.walk(first);
    keyspace.log().clear();

    ScanPlan second = ScanPlan.keysOnly(OptionalLong.of(200), first.ranges());

    assertThat(keyspace.walk(second)).hasSize(30_000);
    assertThat(keyspace.log()).hasSizeLessThan(30);
    assertThat(keyspace.log()).noneMatch(ScanPlanTest::brings);
  }

  @Test
  void anotherStoreIsNoticed() {
    MemoryKeyspace keyspace = MemoryKeyspace.of(kubernetes(100), 60);
    ScanPlan plan = ScanPlan.withValues(List.of());
    keyspace.step(plan);
    keyspace.restored(8);

    assertThat(keyspace.step(plan)).isEmpty();
    assertThat(plan.otherStore()).isTrue();
  }

  @Test
  void whatIsRememberedStaysBoundedHoweverManyKeysThereAre() {
    KnownRanges ranges = new KnownRanges(8_192, 500, 1 << 20);
    Key from = Key.FIRST;
    for (int i = 0; i < 100_000; i++) {
      Key to = Key.of(String.format("%09d", i));
      ranges.add(new KnownRange(from, Optional.of(to), 500, 1 << 19));
      from = to;
    }

    assertThat(ranges.list()).hasSizeBetween(3_000, 8_192);
    assertThat(ranges.list()).allMatch(range -> range.keys() <= 16_000);
    assertThat(ranges.list().stream().mapToLong(KnownRange::keys).sum()).isEqualTo(50_000_000);
  }
}
