package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WritesByPrefixTest {
  private final WrittenStream stream = new WrittenStream();

  private static Prefixes prefixes(int most, PrefixPattern... own) {
    PrefixSettings unsaid = PrefixSettings.DEFAULT;
    return new Prefixes(
        new PrefixSettings(
            unsaid.layout(), unsaid.roots(), false, unsaid.depth(), List.of(own), most));
  }

  private static Set<String> names(WritesByPrefix named) {
    Set<String> names = new TreeSet<>(named.writes().keySet());
    names.removeIf(name -> name.equals(Prefixes.OTHER) || name.endsWith(" former)"));
    return names;
  }

  private static long events(WritesByPrefix named, String name) {
    return named.writes().getOrDefault(name, PrefixWrites.NONE).events();
  }

  /** So many prefixes in turn. */
  private void evenly(int different, int bytes, int revisions) {
    for (int i = 0; i < revisions; i++) {
      stream.put("things" + i % different, bytes);
    }
  }

  @Test
  void everyPrefixHasANameWhileThereIsRoom() {
    WritesByPrefix named = stream.begin(prefixes(20));

    evenly(20, 10, 2 * 32_768);

    assertThat(names(named)).hasSize(20);
    assertThat(named.writes()).hasSize(20);
    assertThat(events(named, "things3")).isEqualTo(stream.events("things3"));
  }

  @Test
  void newWriterIsNamedAmongHundredsThatHardlyWrite() {
    // Given 300 custom resources, each written once
    WritesByPrefix named = stream.begin(prefixes(200));
    evenly(300, 10, 300);

    // When
    stream.put("policyreports.wgpolicyk8s.io", 2000, 3000);

    // Then from the first review on
    assertThat(events(named, "policyreports.wgpolicyk8s.io")).isEqualTo(3300 - 511);
    assertThat(events(named, "other")).isEqualTo(100 + 211);
    // and two that wrote nothing since made room for it and for the series of those that left
    assertThat(events(named, "(2 former)")).isEqualTo(2);
    assertThat(names(named)).hasSize(199);
  }

  @Test
  void nameThatIsLostTakesNothingAlongAndBeginsAnewWhenItComesBack() {
    // Given a table full of writers, and one that stopped long ago
    WritesByPrefix named = stream.begin(prefixes(10));
    stream.put("old", 10, 500);
    evenly(9, 10, 30_000);
    assertThat(events(named, "old")).isEqualTo(500);

    // When
    stream.put("new", 10, 2_000);

    // Then nothing of it shows as written now
    long other = events(named, "other");
    assertThat(named.writes()).doesNotContainKey("old").containsKey("new");
    assertThat(other + events(named, "new")).isEqualTo(2_000);
    // and when it writes again
    stream.put("old", 10, 5_000);
    assertThat(events(named, "old")).isBetween(1L, 5_000L);
    assertThat(named.writes().values().stream().mapToLong(PrefixWrites::events).sum())
        .isEqualTo(stream.events());
  }

  @Test
  void knownResourceIsNamedBeforeOthersButNotBeforeAHeavyOne() {
    // Given
    WritesByPrefix named = stream.begin(prefixes(10));
    stream.put("volumeattachments", 10);
    evenly(400, 10, 4_000);
    assertThat(names(named)).contains("volumeattachments");

    // When a few of them write now and then, no more than the rest do
    for (int i = 0; i < 70_000; i++) {
      stream.put(i % 200 == 0 ? "deployments" : "things" + i % 401, 10);
    }

    // Then
    assertThat(names(named)).contains("deployments").doesNotContain("volumeattachments");
    stream.put("storm", 10, 3 * 512);
    assertThat(names(named)).contains("storm", "deployments");
  }

  @Test
  void prefixesThatTheUserNamesKeepTheirNames() {
    WritesByPrefix named =
        stream.begin(
            prefixes(10, PrefixPattern.of("/locks/", "locks"), PrefixPattern.of("/t(.)", "$1")));
    evenly(30, 10, 40_000);

    stream.put("locks", 10);

    assertThat(events(named, "locks")).isEqualTo(1);
    evenly(30, 10, 40_000);
    stream.put("storm", 10, 3 * 512);
    assertThat(events(named, "locks")).isEqualTo(1);
    assertThat(names(named)).contains("storm");
  }

  @Test
  void roomThatIsAllTheUsersOwnIsNotOverstepped() {
    PrefixPattern[] own = new PrefixPattern[12];
    for (int i = 0; i < own.length; i++) {
      own[i] = PrefixPattern.of("/" + i, "own" + i);
    }
    WritesByPrefix named = stream.begin(prefixes(10, own));

    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < own.length; i++) {
        stream.put("own" + i, 10, 1 + 40 * round % 7);
      }
      stream.put("storm" + round % 3, 10, 1000);
    }

    assertThat(names(named)).hasSize(9).contains("own0", "own7");
    assertThat(named.writes()).containsKey("other");
  }

  @Test
  void oneHeavyAfterTheOtherIsNamedInASmallRoom() {
    // Given 30 prefixes that storm one after the other where there is room for 10
    WritesByPrefix named = stream.begin(prefixes(10));

    for (int i = 0; i < 30; i++) {
      stream.put("storm" + i, 10, 3_000);

      // Then each is named while it storms
      assertThat(events(named, "storm" + i)).isGreaterThan(1_500);
    }
    assertThat(names(named)).hasSize(9);
  }

  @Test
  void largeValuesWeighMore() {
    // Given very many prefixes that are written equally often, one of them with 100 KB
    WritesByPrefix named = stream.begin(prefixes(10));
    evenly(60, 10, 3_000);

    for (int i = 0; i < 33_000; i++) {
      stream.put("things" + i % 60, i % 60 == 37 ? 100_000 : 10);
    }

    assertThat(names(named)).contains("things37");
  }

  @Test
  void floodOfKeysThatAreWrittenOnceChangesNoNames() {
    // Given flat keys, each a prefix of its own
    WritesByPrefix named = stream.begin(prefixes(200));
    for (int i = 0; i < 200; i++) {
      stream.put("first" + i, 10);
    }

    // When a hundred thousand more come, some of them large
    for (int i = 0; i < 100_000; i++) {
      stream.put("uuid" + i, i % 3 == 0 ? 500_000 : 10);
    }

    // Then
    assertThat(names(named)).hasSize(200).allMatch(name -> name.startsWith("first"));
    assertThat(events(named, "other")).isEqualTo(100_000);
    // and a storm under one prefix amidst the flood is named all the same
    for (int i = 0; i < 2_048; i++) {
      stream.put(i % 4 == 0 ? "storm" : "uuid" + (100_000 + i), 10);
    }
    assertThat(events(named, "storm")).isPositive();
  }

  @Test
  void evenLoadOfMoreThanThereIsRoomForMovesFewNames() {
    // Given equally heavy prefixes in any order
    Random random = new Random(7);
    WritesByPrefix named = stream.begin(prefixes(200));
    for (int i = 0; i < 2 * 32_768; i++) {
      stream.put("things" + random.nextInt(300), 10);
    }

    // When
    long moved = 0;
    Set<String> before = names(named);
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 32_768; i++) {
        stream.put("things" + random.nextInt(300), 10);
      }
      Set<String> now = names(named);
      moved += now.stream().filter(name -> !before.contains(name)).count();
      before.clear();
      before.addAll(now);
    }

    // Then no more than a few in a hundred thousand events
    assertThat(moved).isLessThan(40);
  }

  @Test
  void evenLoadIsNamedAlikeByWhoBeganAtDifferentTimes() {
    Random random = new Random(8);
    for (int i = 0; i < 10_000; i++) {
      if (i % 2_500 == 0) {
        stream.begin(prefixes(200));
      }
      stream.put("things" + random.nextInt(300), 10);
    }

    for (int i = 0; i < 2 * 32_768; i++) {
      stream.put("things" + random.nextInt(300), 10);
    }

    Set<String> first = names(stream.watches.get(0));
    assertThat(stream.watches)
        .allSatisfy(
            watch -> {
              Set<String> common = names(watch);
              common.retainAll(first);
              assertThat(common).hasSizeGreaterThan(195);
            });
  }

  @Test
  void missedRevisionsFadeAsOthersDo() {
    // Given
    WritesByPrefix named = new WritesByPrefix(prefixes(10), 1);
    for (int i = 0; i < 10; i++) {
      for (int k = 0; k < 100; k++) {
        named.add(Events.put(100, "k", 10), "early" + i);
      }
    }
    named.settle();

    // When a million revisions are left out
    for (long revision = 1_000_000; revision < 1_001_025; revision++) {
      if (named.reviewDue(revision)) {
        named.settle();
        named.review(revision);
      }
      named.add(Events.put(revision, "k", 10), "late");
    }
    named.settle();

    assertThat(names(named)).contains("late");
  }

  @Test
  void busiestAreThoseThatWroteOfLate() {
    WritesByPrefix named = stream.begin(prefixes(10));
    stream.put("early", 10, 1_000);
    evenly(5, 10, 70_000);
    stream.put("late", 10, 10_000);

    assertThat(named.busiest()).startsWith("late").hasSize(6).doesNotContain("early");
  }
}
