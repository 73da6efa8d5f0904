package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.Always;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The small decisions of the loop: how long to wait, where to go on, whether it is another store.
 */
class PoliciesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void attemptsSpreadOverABoundThatDoublesUpToHalfAMinute() {
    // Given
    Backoff longest = new Backoff(new Always(Math.nextDown(1.0)));
    Backoff shortest = new Backoff(new Always(0));

    // When
    var bounds = Stream.generate(longest::next).limit(10).map(d -> d.toMillis() + 1).toList();
    var least = Stream.generate(shortest::next).limit(10).toList();

    // Then
    assertThat(bounds)
        .containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 12_800L, 25_600L, 30_000L, 30_000L);
    assertThat(least).containsOnly(Duration.ZERO);
  }

  @Test
  void attemptsBeginAnewOnceAConnectionLivedForAWhile() {
    // Given
    Backoff backoff = new Backoff(new Always(Math.nextDown(1.0)));
    backoff.next();
    backoff.next();

    // When it lived for a moment only, then the bound grows on
    backoff.lived(Duration.ofSeconds(29));
    assertThat(backoff.next()).isGreaterThan(Duration.ofMillis(700));

    // When it was healthy, then it is the first again
    backoff.lived(Duration.ofSeconds(30));
    assertThat(backoff.next()).isLessThan(Duration.ofMillis(201));
  }

  @Test
  void coolDownDoublesUpToAnHourAndBeginsAnewAfterAnHourOfHealth() {
    // Given
    CoolDown coolDown = new CoolDown();
    Instant now = START;

    // When it harms again at once, then it takes twice as long
    for (long minutes : new long[] {5, 10, 20, 40, 60, 60}) {
      assertThat(coolDown.begin(now)).isEqualTo(Duration.ofMinutes(minutes));
      assertThat(coolDown.over(now.plus(Duration.ofMinutes(minutes)).minusMillis(1))).isFalse();
      now = now.plus(Duration.ofMinutes(minutes));
      assertThat(coolDown.over(now)).isTrue();
    }

    // When it was healthy for an hour, then it is short again
    assertThat(coolDown.begin(now.plus(CoolDown.HEALTHY))).isEqualTo(CoolDown.FIRST);
  }

  @Test
  void resumesWhereNothingWasCompactedAndLittleLiesBehind() {
    assertThat(Resume.decide(10, 19, 0, 10)).isEqualTo(new Resume(10, false));
    assertThat(Resume.decide(10, 20, 0, 10)).isEqualTo(new Resume(10, true));
    assertThat(Resume.decide(10, 9, 9, 0)).isEqualTo(new Resume(10, false));
    assertThat(Resume.decide(10, 10, 9, 0)).isEqualTo(new Resume(10, true));
  }

  @Test
  void leavesOutTheCompactedRevisionItself() {
    assertThat(Resume.decide(10, 30, 9, 100)).isEqualTo(new Resume(10, false));
    assertThat(Resume.decide(10, 30, 10, 100)).isEqualTo(new Resume(11, false));
    assertThat(Resume.decide(10, 30, 25, 5)).isEqualTo(new Resume(26, false));
  }

  @Test
  void memberThatIsBehindIsNoRestoreAndFollowerOfAnotherStoreIs() {
    // Given
    StoreMemory memory = new StoreMemory();
    assertThat(memory.restored(memory.floor(), 1, 0xa, 100)).isFalse();

    // Then
    assertThat(memory.restored(memory.floor(), 1, 0xb, 60)).isFalse();
    assertThat(memory.restored(memory.floor(), 1, 0xb, 60)).isFalse();
    assertThat(memory.restored(memory.floor(), 1, 0xa, 99)).isTrue();
    assertThat(memory.restored(memory.floor(), 1, 0xa, 99)).isFalse();
    assertThat(memory.restored(memory.floor(), 1, 0xb, 50)).isFalse();
    assertThat(memory.restored(memory.floor(), 2, 0xa, 500)).isTrue();
  }

  @Test
  void answerThatAnEventOvertookIsNoRestoreAndRevisionBelowAnEventIs() {
    // Given a member that was asked at 100, and events of it up to 140 before its answer
    StoreMemory memory = new StoreMemory();
    assertThat(memory.restored(memory.floor(), 1, 0xa, 100)).isFalse();
    StoreMemory.Floor asked = memory.floor();
    memory.heard(0xa, 140);

    // Then the answer may be older than the events
    assertThat(memory.restored(asked, 1, 0xa, 120)).isFalse();

    // but one to a question after them may not
    assertThat(memory.restored(memory.floor(), 1, 0xa, 120)).isTrue();
  }
}
