package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HotKeysTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Key A = Key.of("/a/1");
  private static final Key B = Key.of("/b/2");
  private final HotKeys keys = new HotKeys(false, START);

  private static String prefix(Key key) {
    return key.toString().substring(1, 2);
  }

  private static void add(HotKeys keys, Key key, int times) {
    for (int i = 0; i < times; i++) {
      keys.add(key);
    }
  }

  @Test
  void namesTheMostWrittenFirstExactlyWhileThereAreFewKeys() {
    // When
    add(keys, A, 3);
    add(keys, B, 7);

    // Then
    assertThat(keys.top(HotKeysTest::prefix))
        .containsExactly(
            new HotKey(Optional.of(B), "b", 7, 7), new HotKey(Optional.of(A), "a", 3, 3));
  }

  @Test
  void hiddenKeysShowTheirPrefixAloneOnALineEach() {
    // Given
    HotKeys hidden = new HotKeys(true, START);
    add(hidden, A, 3);
    add(hidden, Key.of("/a/2"), 2);

    // When
    List<HotKey> top = hidden.top(HotKeysTest::prefix);

    // Then
    assertThat(top)
        .containsExactly(
            new HotKey(Optional.empty(), "a", 3, 3), new HotKey(Optional.empty(), "a", 2, 2));
  }

  @Test
  void remembersTheLastHourAndForgetsTheOneBefore() {
    // Given
    add(keys, A, 3);

    // When an hour is over, then both count
    keys.rotate(START.plus(Duration.ofMinutes(61)));
    add(keys, A, 1);
    add(keys, B, 1);
    assertThat(keys.top(HotKeysTest::prefix))
        .containsExactly(
            new HotKey(Optional.of(A), "a", 4, 4), new HotKey(Optional.of(B), "b", 1, 1));

    // When another is over, then the first is forgotten
    keys.rotate(START.plus(Duration.ofHours(2)));
    assertThat(keys.top(HotKeysTest::prefix)).extracting(HotKey::atMost).containsOnly(1L);

    // When nothing came for hours, then nothing is left
    keys.rotate(START.plus(Duration.ofHours(9)));
    assertThat(keys.top(HotKeysTest::prefix)).isEmpty();
    add(keys, A, 3);
    keys.rotate(START.plus(Duration.ofHours(20)));
    assertThat(keys.top(HotKeysTest::prefix)).isEmpty();
  }

  @Test
  void doesNotRotateWithinTheHour() {
    // Given
    add(keys, A, 3);

    // When
    keys.rotate(START.plus(Duration.ofMinutes(59)));
    keys.rotate(START.plus(Duration.ofMinutes(59)));

    // Then
    assertThat(keys.top(HotKeysTest::prefix)).hasSize(1);
  }

  @Test
  void countsHeldPutsOnlyOnceTheyAreSettled() {
    // Given
    keys.hold(A);
    assertThat(keys.top(HotKeysTest::prefix)).isEmpty();
    keys.drop();
    keys.hold(A);

    // When
    keys.settle();

    // Then
    assertThat(keys.top(HotKeysTest::prefix))
        .containsExactly(new HotKey(Optional.of(A), "a", 1, 1));
  }

  @Test
  void keepsTheBeginningOfAVeryLongKey() {
    // Given
    String beginning = "/a/" + "x".repeat(HotKeys.LONGEST - 3);

    // When
    keys.add(Key.of(beginning + "1"));
    keys.add(Key.of(beginning + "2"));

    // Then
    assertThat(keys.top(HotKeysTest::prefix))
        .containsExactly(new HotKey(Optional.of(Key.of(beginning)), "a", 2, 2));
  }

  @Test
  void showsTwentyAtMost() {
    // When
    for (int i = 0; i < 500; i++) {
      add(keys, Key.of("/a/" + i), i + 1);
    }

    // Then
    assertThat(keys.top(HotKeysTest::prefix)).hasSize(20);
    assertThat(keys.top(HotKeysTest::prefix).get(0).key()).contains(Key.of("/a/499"));
  }
}
