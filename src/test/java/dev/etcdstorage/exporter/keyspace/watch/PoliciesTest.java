package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.Always;
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
    assertThat(ResumePoint.decide(10, 19, 0, 10)).isEqualTo(new ResumePoint(10, false));
    assertThat(ResumePoint.decide(10, 20, 0, 10)).isEqualTo(new ResumePoint(10, true));
    assertThat(ResumePoint.decide(10, 9, 9, 0)).isEqualTo(new ResumePoint(10, false));
    assertThat(ResumePoint.decide(10, 10, 9, 0)).isEqualTo(new ResumePoint(10, true));
  }

  @Test
  void leavesOutTheCompactedRevisionItself() {
    assertThat(ResumePoint.decide(10, 30, 9, 100)).isEqualTo(new ResumePoint(10, false));
    assertThat(ResumePoint.decide(10, 30, 10, 100)).isEqualTo(new ResumePoint(11, false));
    assertThat(ResumePoint.decide(10, 30, 25, 5)).isEqualTo(new ResumePoint(26, false));
  }

  @Test
  void memberThatIsBehindIsNoRestoreAndFollowerOfAnotherStoreIs() {
    // Given
    RestoreDetector memory = new RestoreDetector();
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
    RestoreDetector memory = new RestoreDetector();
    assertThat(memory.restored(memory.floor(), 1, 0xa, 100)).isFalse();
    RestoreDetector.Floor asked = memory.floor();
    memory.heard(0xa, 140);

    // Then the answer may be older than the events
    assertThat(memory.restored(asked, 1, 0xa, 120)).isFalse();

    // and one to a question after them by one revision, which etcd counts a moment after its event
    assertThat(memory.restored(memory.floor(), 1, 0xa, 139)).isFalse();
    assertThat(memory.restored(memory.floor(), 1, 0xa, 138)).isTrue();
  }

  /** ADR 7: a change of one of them is a decision, with a measurement. */
  @Test
  void watchStopsAndAsksByTheNumbersThatWereDecided() {
    assertThat(HarmDetector.IN_A_ROW).isEqualTo(3);
    assertThat(HarmDetector.MOST_APPLY_LAG).isEqualTo(1_000);
    assertThat(HarmDetector.SLOW_ANSWER).isEqualTo(Duration.ofMillis(500));
    assertThat(HarmDetector.SLOWER_THAN_USUAL).isEqualTo(10);
    assertThat(HarmDetector.MEMORY).isEqualTo(30);
    assertThat(HarmDetector.ENOUGH).isEqualTo(5);
    assertThat(HarmDetector.BEHIND_WITHIN).isEqualTo(Duration.ofMinutes(10));
    assertThat(CompactorDetector.WITHIN).isEqualTo(Duration.ofMinutes(10));
    assertThat(KeyspaceWatch.TICK).isEqualTo(Duration.ofSeconds(5));
    assertThat(KeyspaceWatch.TICK.multipliedBy(OfflineAccounting.TICKS_A_LOOK))
        .isEqualTo(Duration.ofSeconds(30));
  }

  /** ADR 15: exporters of different versions would else give names to different prefixes. */
  @Test
  void namesAreGivenByTheNumbersThatWereDecided() {
    assertThat(NamingPolicy.WINDOW).isEqualTo(512);
    assertThat(NamingPolicy.HALF_LIFE).isEqualTo(4_096);
    assertThat(NamingPolicy.ROUND).isEqualTo(32_768);
    assertThat(NamingPolicy.KNOWN).isEqualTo(4);
    assertThat(WritesByPrefix.CANDIDATES).isEqualTo(1_024);
    assertThat(WrittenPrefix.HEAVIEST).isEqualTo(8);
  }

  @Test
  void prefixTakesANameOnlyWhereItOutweighsItByFar() {
    // More than twice as much and another 16
    assertThat(NamingPolicy.outweighs(36.01, 10, 100)).isTrue();
    assertThat(NamingPolicy.outweighs(36, 10, 100)).isFalse();

    // or 1% of all, if that is more
    assertThat(NamingPolicy.outweighs(120.01, 10, 10_000)).isTrue();
    assertThat(NamingPolicy.outweighs(120, 10, 10_000)).isFalse();
    assertThat(NamingPolicy.nothing(0.49)).isTrue();
    assertThat(NamingPolicy.nothing(0.5)).isFalse();
    assertThat(NamingPolicy.tier(8)).isZero();
    assertThat(NamingPolicy.tier(8.01)).isEqualTo(1);
    assertThat(NamingPolicy.tier(32.01)).isEqualTo(2);
  }
}
