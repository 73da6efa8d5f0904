package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import dev.etcdstorage.exporter.testkit.util.ManualTime;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When scans begin, in time that the test lets pass. */
class ScannerScheduleTest {
  private static final Duration INTERVAL = Duration.ofMinutes(15);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final ScriptedMember member = new ScriptedMember();
  private final Scanner scanner = scanner(INTERVAL, 1);

  private Scanner scanner(Duration interval, long seed) {
    return scanner(interval, seed, new RecordingLogger(), member);
  }

  private Scanner scanner(
      Duration interval, long seed, RecordingLogger log, ScriptedMember... members) {
    return scanner(new ScanSettings(interval, true, 1L << 40, 1L << 40), seed, log, members);
  }

  private Scanner scanner(
      ScanSettings settings, long seed, RecordingLogger log, ScriptedMember... members) {
    return scanner(settings, seed, log, ScanListener.NONE, members);
  }

  private Scanner scanner(
      ScanSettings settings,
      long seed,
      RecordingLogger log,
      ScanListener listener,
      ScriptedMember... members) {
    return new Scanner(
        UsableMembers.of(List.of(members)),
        new KeyspaceSettings(
            true, When.NEVER, When.LEADER, settings, 5_000, false, PrefixSettings.DEFAULT),
        new Prefixes(PrefixSettings.DEFAULT),
        List::of,
        listener,
        new SerialExecutor(time),
        time,
        new Random(seed * 0x9E3779B97F4A7C15L),
        ScanTiming.DEFAULT,
        new ScanLog(log, Optional.empty()));
  }

  /** Lets time pass until Status is asked for again; returns how long that took, to the second. */
  private Duration untilLook() {
    int before = member.looks();
    Instant from = time.instant();
    while (member.looks() == before) {
      assertThat(Duration.between(from, time.instant())).isLessThan(Duration.ofDays(1));
      time.pass(SECOND);
    }
    return Duration.between(from, time.instant());
  }

  /** The same for a look after which all is quiet again for at least a few seconds. */
  private Duration untilTurn() {
    Duration took = untilLook();
    time.pass(SECOND.multipliedBy(3));
    return took;
  }

  private Optional<Instant> lastScan() {
    return scanner.sample().last().map(ScanResult::ended);
  }

  @Test
  void firstScanIsSoonAfterTheStart() {
    // When
    scanner.start();

    // Then
    assertThat(untilTurn()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(21));
    assertThat(lastScan()).isPresent();
  }

  @Test
  void exportersThatStartTogetherDoNotScanTogether() {
    // Given
    Set<Duration> first = new HashSet<>();

    // When
    for (int seed = 2; seed < 12; seed++) {
      try (Scanner other = scanner(INTERVAL, seed)) {
        other.start();
        first.add(untilTurn());
      }
      time.pass(SECOND);
    }

    // Then
    assertThat(first).hasSizeGreaterThan(3);
  }

  @Test
  void looksAgainEveryMinuteUntilEtcdIsUp() {
    // Given
    member.down();
    scanner.start();
    untilTurn();

    // When
    List<Duration> rests = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rests.add(untilLook());
    }

    // Then
    assertThat(rests)
        .allSatisfy(
            rest -> assertThat(rest).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(67)));
    assertThat(new HashSet<>(rests)).hasSizeGreaterThan(2);
    assertThat(lastScan()).isEmpty();

    // When it comes up
    member.leads();
    untilTurn();

    // Then
    assertThat(lastScan()).isPresent();
  }

  @Test
  void scansSoonAfterItsMemberBecameTheLeader() {
    // Given
    member.follows();
    scanner.start();
    time.pass(Duration.ofMinutes(30));
    assertThat(scanner.sample().part().working()).isFalse();
    assertThat(lastScan()).isEmpty();

    // When
    member.leads();
    time.pass(Duration.ofSeconds(70));

    // Then
    assertThat(scanner.sample().part().working()).isTrue();
    assertThat(lastScan()).isPresent();
  }

  @Test
  void looksAgainNoMoreSeldomThanItScans() {
    // Given
    member.down();
    try (Scanner often = scanner(Duration.ofSeconds(20), 1)) {
      often.start();
      untilTurn();

      // Then
      assertThat(untilLook()).isLessThan(Duration.ofSeconds(23));
    }
  }

  @Test
  void restsAnIntervalBetweenScans() {
    // Given
    scanner.start();
    untilTurn();
    Set<Duration> between = new HashSet<>();

    // When
    for (int i = 0; i < 10; i++) {
      Instant before = lastScan().orElseThrow();
      untilTurn();
      between.add(Duration.between(before, lastScan().orElseThrow()));
    }

    // Then
    assertThat(between)
        .hasSizeGreaterThan(3)
        .allMatch(rest -> rest.compareTo(Duration.ofSeconds(15 * 54 - 1)) > 0)
        .allMatch(rest -> rest.compareTo(Duration.ofSeconds(15 * 66 + 1)) < 0);
  }

  private Scanner followedBy(Follower follower) {
    return scanner(
        new ScanSettings(INTERVAL, true, 1L << 40, 1L << 40),
        1,
        new RecordingLogger(),
        follower,
        member);
  }

  @Test
  void comesEarlyButNotTooEarlyWhereWhatIsMadeOfItHasDrifted() {
    // Given
    Follower follower = new Follower();
    try (Scanner followed = followedBy(follower)) {
      followed.start();
      untilTurn();

      // When it has drifted at once
      follower.drifted = true;

      // Then it comes after a quarter of the interval, or within a minute or so of it
      assertThat(untilTurn()).isBetween(Duration.ofSeconds(222), Duration.ofSeconds(15 * 22));

      // When it drifts in the middle of the interval
      follower.drifted = false;
      time.pass(Duration.ofMinutes(8));
      follower.drifted = true;

      // Then it comes within a minute or so
      assertThat(untilTurn()).isLessThan(Duration.ofSeconds(70));

      // When it has not, then it comes after the interval
      follower.drifted = false;
      assertThat(untilTurn())
          .isBetween(Duration.ofSeconds(15 * 54 - 4), Duration.ofSeconds(15 * 66));
    }
  }

  @Test
  void doesNotComeEarlyAfterAScanThatFailed() {
    // Given
    Follower follower = new Follower();
    follower.drifted = true;
    member.refusesReads(Reason.UNREACHABLE);
    try (Scanner followed = followedBy(follower)) {
      followed.start();
      untilTurn();

      // Then
      assertThat(untilTurn()).isGreaterThan(Duration.ofSeconds(15 * 54 - 10));
    }
  }

  @Test
  void readsAtTheRevisionThatTheListenerHasReachedAndTellsItTheKeys() {
    // Given
    Follower follower = new Follower();
    follower.revision = 4;
    member.holdsPages(Key.of("/registry/pods/a"), Key.of("/registry/pods/b"));
    try (Scanner followed = followedBy(follower)) {
      // When
      followed.start();
      untilTurn();

      // Then
      assertThat(followed.sample().last().orElseThrow().revision()).isEqualTo(4);
      assertThat(member.reads).isNotEmpty().allMatch(read -> read.revision() == 4);
      assertThat(follower.keys)
          .containsExactlyInAnyOrder(Key.of("/registry/pods/a"), Key.of("/registry/pods/b"));
      assertThat(follower.finished).isEqualTo(followed.sample().last());
    }
  }

  @Test
  void readsAtThePresentRevisionWhereNobodyFollows() {
    Follower follower = new Follower();
    try (Scanner followed = followedBy(follower)) {
      followed.start();
      untilTurn();

      assertThat(follower.finished.orElseThrow().revision()).isEqualTo(5);
    }
  }

  @Test
  void restsAnIntervalAfterAScanThatFailed() {
    // Given
    member.refusesReads(Reason.UNREACHABLE);
    scanner.start();
    untilTurn();

    // Then
    assertThat(scanner.sample().failures()).containsEntry("unreachable", 1L);
    assertThat(untilLook()).isBetween(Duration.ofMinutes(13), Duration.ofMinutes(17));
  }

  @Test
  void coolsDownTwiceAsLongEachTimeUntilAScanSucceeds() {
    // Given
    member.refusesReads(Reason.PERMISSION_DENIED);
    scanner.start();
    List<Duration> off = new ArrayList<>();

    // When
    for (int i = 0; i < 7; i++) {
      untilTurn();
      assertThat(scanner.sample().part().off()).contains(StopReason.REFUSED);
      off.add(offFor());
    }

    // Then
    assertThat(off)
        .extracting(Duration::toMinutes)
        .containsExactly(15L, 30L, 60L, 120L, 240L, 240L, 240L);
    assertThat(scanner.sample().part().stops()).containsEntry(StopReason.REFUSED, 7L);
  }

  /** Lets the time pass until it is not off any more, to the minute. */
  private Duration offFor() {
    Instant from = time.instant();
    int looks = member.looks();
    while (scanner.sample().part().off().isPresent()) {
      assertThat(Duration.between(from, time.instant())).isLessThan(Duration.ofDays(1));
      time.pass(SECOND);
    }
    assertThat(member.looks()).as("calls while it was off").isEqualTo(looks);
    return Duration.between(from, time.instant()).plus(SECOND.multipliedBy(5));
  }

  @Test
  void refusalOfOneWhileAnotherIsAwayIsShownAndTriedAgainSoon() {
    // Given
    ScriptedMember away = new ScriptedMember();
    member.refuses(Reason.PERMISSION_DENIED);
    away.down();
    RecordingLogger log = new RecordingLogger();
    try (Scanner both = scanner(INTERVAL, 1, log, member, away)) {
      both.start();
      time.pass(Duration.ofMinutes(10));

      // Then it is named, once, and each minute tried again
      assertThat(both.sample().part().off()).contains(StopReason.REFUSED);
      assertThat(both.sample().part().working()).isFalse();
      assertThat(both.sample().part().stops()).containsEntry(StopReason.REFUSED, 1L);
      assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
      assertThat(member.looks()).isBetween(8, 12);

      // When the other is back
      away.leads();
      time.pass(Duration.ofSeconds(70));

      // Then
      assertThat(both.sample().last()).isPresent();
      assertThat(both.sample().part().off()).isEmpty();
      assertThat(both.sample().part().working()).isTrue();
    }
  }

  private static Key[] keys(int many) {
    return IntStream.range(100, 100 + many).mapToObj(i -> Key.of("k" + i)).toArray(Key[]::new);
  }

  @Test
  void walkGoesOnAtAnotherMemberWhenItsOwnGoesDown() {
    // Given one that is down when the second page is read
    ScriptedMember other = new ScriptedMember();
    List.of(member, other).forEach(each -> each.holdsPages(keys(100)));
    member.downFromRead(3);
    RecordingLogger log = new RecordingLogger();
    try (Scanner both = scanner(INTERVAL, 1, log, member, other)) {
      // When
      both.start();
      time.pass(Duration.ofSeconds(30));

      // Then the other is asked for what is left, at the same revision
      ScanResult result = both.sample().last().orElseThrow();
      assertThat(result.total().keys()).isEqualTo(100);
      assertThat(result.exact()).isTrue();
      assertThat(member.reads).hasSize(3);
      assertThat(other.reads.get(0)).isEqualTo(member.reads.get(2));
      assertThat(both.sample().failures().values()).containsOnly(0L);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("the scan continues on another"))
          .hasSize(1);
    }
  }

  @Test
  void walkWaitsForItsMemberWhileTheOthersAreBehindIt() {
    // Given
    ScriptedMember other = new ScriptedMember();
    List.of(member, other).forEach(each -> each.holdsPages(keys(100)));
    member.downFromRead(3);
    other.behind();
    try (Scanner both = scanner(INTERVAL, 1, new RecordingLogger(), member, other)) {
      both.start();
      time.pass(Duration.ofMinutes(2));
      assertThat(both.sample().underWay()).isTrue();
      assertThat(other.reads).isEmpty();

      // When the other has caught up
      other.leads();
      time.pass(Duration.ofSeconds(20));

      // Then
      assertThat(both.sample().last().orElseThrow().exact()).isTrue();
    }
  }

  @Test
  void scanThatSucceedsEndsTheDoublingOfTheCoolDown() {
    // Given two refusals, and then a scan
    member.refusesReads(Reason.PERMISSION_DENIED);
    scanner.start();
    untilTurn();
    offFor();
    untilTurn();
    assertThat(offFor().toMinutes()).isEqualTo(30);
    member.readsWell();
    untilTurn();
    assertThat(lastScan()).isPresent();

    // When
    member.refusesReads(Reason.PERMISSION_DENIED);
    untilTurn();

    // Then
    assertThat(offFor().toMinutes()).isEqualTo(15);
  }

  private static Duration took(Scanner scanner) {
    return scanner.sample().last().orElseThrow().took();
  }

  @Test
  void restsAfterAPageAsTheBudgetAsks() {
    // Given a hundred keys a second, and as many in one page as there may be at first
    member.holds(IntStream.range(0, 300).mapToObj(i -> Key.of("k" + i)).toArray(Key[]::new));
    ScanSettings slow = new ScanSettings(INTERVAL, true, 1L << 40, 100);
    Follower follower = new Follower();
    try (Scanner paced = scanner(slow, 1, new RecordingLogger(), follower, member)) {
      // When
      paced.start();
      time.pass(Duration.ofMinutes(1));

      // Then; what the page really took is a part of the rest
      assertThat(took(paced)).isBetween(Duration.ofMillis(1_500), Duration.ofMillis(4_000));

      // When it is scanned again, which only confirms what is known
      untilTurn();
      time.pass(Duration.ofMinutes(2));

      // Then a sixteenth as fast
      assertThat(took(paced)).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(64));

      // When what is known is not right any more
      follower.drifted = true;
      untilTurn();
      time.pass(Duration.ofMinutes(1));

      // Then a quarter as fast
      assertThat(took(paced)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(16));
    }
  }

  @Test
  void storeThatWasRestoredMeanwhileIsScannedAgainSoon() {
    // Given a page by one store, and the next by another
    member.holdsPages(keys(100));
    member.storeIsAnotherFromRead(2);
    scanner.start();
    untilTurn();
    assertThat(scanner.sample().failures()).containsEntry(ScanEnd.RESTORED, 1L);

    // Then
    assertThat(untilLook()).isLessThan(Duration.ofSeconds(21));
  }

  @Test
  void keysAloneAreAskedForAsTheirSizeOnEtcdAllowsAndMakeNoFile() {
    // Given four keys in four pages of the file
    member.holds(Key.of("a"), Key.of("b"), Key.of("c"), Key.of("d"));
    ScanSettings keysOnly = new ScanSettings(INTERVAL, false, 1L << 40, 1L << 40);
    try (Scanner scan = scanner(keysOnly, 1, new RecordingLogger(), member)) {
      scan.start();
      untilTurn();
      assertThat(member.reads.get(0).limit()).isEqualTo(16);

      // When scanned again
      member.reads.clear();
      untilTurn();

      // Then 4 MiB of such entries may be read at once
      assertThat(member.reads)
          .singleElement()
          .satisfies(read -> assertThat(read.limit()).isEqualTo(1_024))
          .satisfies(read -> assertThat(read.content()).isEqualTo(Content.KEYS));
      assertThat(scan.sample().last().orElseThrow().fileBytes()).isEmpty();
      assertThat(scan.sample().last().orElseThrow().values()).isFalse();
    }
  }

  @Test
  void refusalThatLastsIsToldOnce() {
    // Given
    RecordingLogger log = new RecordingLogger();
    member.refuses(Reason.UNAUTHENTICATED);
    try (Scanner refused = scanner(INTERVAL, 1, log, member)) {
      refused.start();

      // When
      time.pass(Duration.ofHours(3));

      // Then
      assertThat(refused.sample().part().stops().get(StopReason.REFUSED)).isGreaterThan(2);
      assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }
  }

  @Test
  void scansSoonAfterTheCoolDown() {
    // Given
    member.refusesReads(Reason.PERMISSION_DENIED);
    scanner.start();
    untilTurn();
    offFor();

    // Then
    assertThat(untilLook()).isLessThan(Duration.ofMinutes(3));
  }

  @Test
  void doesNothingAfterClose() {
    // Given
    scanner.start();
    untilTurn();
    int looks = member.looks();

    // When
    scanner.close();
    time.pass(Duration.ofHours(2));

    // Then
    assertThat(member.looks()).isEqualTo(looks);
    assertThat(scanner.sample().part().working()).isFalse();
  }
}
