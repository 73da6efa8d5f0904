package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.testkit.fake.AskedRange;
import dev.etcdstorage.exporter.testkit.fake.EtcdErrors;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScannerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int KEYS = 2_000;
  private static final int VALUE = 30;

  private final FakeMember host = FakeMember.start(0);
  private final FakeEtcd fake = host.etcd();
  private final ScanBench bench = new ScanBench(host.clientUrl(), When.ALWAYS);

  @AfterEach
  void close() {
    bench.close();
    host.close();
  }

  private void fill(int keys) {
    var unused = fake.keys().putAll(keys, i -> Key.of("/registry/pods/default/p-" + i), VALUE);
  }

  private static Live total(ScanSample sample) {
    return sample.last().orElseThrow().total();
  }

  private static long count(Map<String, Long> failures, String reason) {
    return failures.getOrDefault(reason, -1L);
  }

  @Test
  void tellsWhatLivesAtOneRevision() {
    // Given
    fill(KEYS);
    fake.keys().put("/registry/pods/default/p-0", 70);
    long revision = fake.keys().put(Key.of(new byte[] {(byte) 0xff, 0}), 8);

    // When
    ScanSample sample = bench.scan();

    // Then
    ScanResult result = sample.last().orElseThrow();
    assertThat(result.exact()).isTrue();
    assertThat(result.revision()).isEqualTo(revision);
    assertThat(result.clusterId()).isEqualTo(0xc1);
    assertThat(result.values()).isTrue();
    assertThat(result.fileBytes()).isPresent();
    assertThat(total(sample).keys()).isEqualTo(KEYS + 1);
    assertThat(total(sample).versions()).isEqualTo(KEYS + 2);
    long keyBytes = 10 * 26 + 90 * 27 + 900 * 28 + 1_000 * 29 + 2;
    assertThat(total(sample).bytes()).isEqualTo(keyBytes + (KEYS - 1) * VALUE + 70 + 8);
    assertThat(sample.part().working()).isTrue();
    assertThat(sample.part().off()).isEmpty();
    assertThat(sample.part().stops().values()).containsOnly(0L);
    assertThat(sample.failures().values()).containsOnly(0L);
    assertThat(sample.fresh()).isTrue();
    assertThat(sample.underWay()).isFalse();
    assertThat(fake.ranges()).allMatch(AskedRange::serializable);
  }

  @Test
  void whileItReadsItSaysHowFarItIs() {
    // Given
    fill(KEYS);
    List<ScanProgress> far = new CopyOnWriteArrayList<>();
    bench.member.beforeRead = number -> bench.scanner.sample().progress().ifPresent(far::add);

    // When
    ScanSample sample = bench.scan();

    // Then the first page has told how many there are, and the sizes of its keys are taken for all
    assertThat(far).extracting(ScanProgress::ofKeys).containsOnly((long) KEYS);
    assertThat(far).extracting(ScanProgress::keys).isSorted().contains(16L);
    assertThat(far)
        .allSatisfy(
            one ->
                assertThat((double) one.estimatedBytes().orElseThrow())
                    .isCloseTo((double) total(sample).bytes(), withinPercentage(5)));
    long fileBytes = sample.last().orElseThrow().fileBytes().orElseThrow();
    assertThat(far.stream().flatMapToLong(one -> one.estimatedFileBytes().stream()).boxed())
        .isNotEmpty()
        .allSatisfy(
            file -> assertThat((double) file).isCloseTo((double) fileBytes, withinPercentage(20)));
    assertThat(sample.progress()).isEmpty();
  }

  @Test
  void resultGrowsOld() {
    bench.scan();

    bench.later(ScanBench.INTERVAL.multipliedBy(2).minusSeconds(20));
    assertThat(bench.scanner.sample().fresh()).isTrue();
    bench.later(Duration.ofMinutes(1));

    assertThat(bench.scanner.sample().fresh()).isFalse();
    assertThat(bench.scanner.sample().last()).isPresent();
  }

  @Test
  void readsHardlyAnyRangeOfManyKeys() {
    // Given
    fill(20_000);

    // When scanned for the first time
    assertThat(total(bench.scan()).keys()).isEqualTo(20_000);

    // Then but for a few that show where its keys are
    assertThat(fake.ranges())
        .hasSizeBetween(300, 600)
        .filteredOn(range -> range.counted() > 1_000)
        .hasSizeLessThan(30);

    // When scanned again
    fake.forgetRanges();
    assertThat(total(bench.scan()).keys()).isEqualTo(20_000);

    // Then nothing is counted any more, and each range is its page
    assertThat(fake.ranges())
        .hasSizeLessThan(240)
        .allMatch(range -> range.read().content() == Content.VALUES && range.counted() <= 128);
  }

  @Test
  void asksForFewValuesWhereItDoesNotKnowTheirSizes() {
    // Given many small keys, then large values
    fill(3_000);
    var unused = fake.keys().putAll(30, i -> Key.of("/registry/secrets/s-" + i), 1_000_000);

    // When scanned for the first time
    assertThat(total(bench.scan()).keys()).isEqualTo(3_030);

    // Then
    assertThat(fake.ranges())
        .isNotEmpty()
        .allMatch(range -> range.read().limit() > 0 && range.read().limit() <= 64);

    // When scanned again
    bench.member.answers.clear();
    assertThat(total(bench.scan()).keys()).isEqualTo(3_030);

    // Then no answer is large, and small keys come in few
    assertThat(bench.member.answers)
        .hasSizeBetween(50, 60)
        .allMatch(answer -> answer.responseBytes() <= 2 << 20);
  }

  @Test
  void goesOnAtANewRevisionWhenCompactionOvertakes() {
    // Given
    fill(KEYS);
    bench.member.beforeRead =
        number -> {
          if (number == 4) {
            fake.keys().put("/registry/zzz", VALUE);
            fake.keys().compact(fake.keys().put("/a", VALUE));
          }
        };

    // When
    ScanSample sample = bench.scan();

    // Then the key before the present one is not seen, the one behind is, and it says so
    assertThat(total(sample).keys()).isEqualTo(KEYS + 1);
    assertThat(sample.last().orElseThrow().exact()).isFalse();
    assertThat(sample.last().orElseThrow().revision()).isEqualTo(KEYS + 3);
    assertThat(bench.log.lines()).anyMatch(line -> line.startsWith("INFO compaction overtook"));
    assertThat(bench.scan().last().orElseThrow().exact()).isTrue();
  }

  @Test
  void waitsForAMemberThatIsBehindTheRevisionThatIsFollowed() {
    // Given a member that comes to that revision while it is asked for
    fill(20);
    Follower follower = new Follower();
    follower.revision = 22;
    try (ScanBench following = ScanBench.telling(follower, fake.clientUrl())) {
      following.member.beforeRead =
          number -> {
            if (number == 3) {
              fake.keys().put("/registry/zzz", VALUE);
            }
          };

      // When
      ScanSample sample = following.scan();

      // Then
      assertThat(sample.last().orElseThrow().revision()).isEqualTo(22);
      assertThat(total(sample).keys()).isEqualTo(21);
    }
  }

  @Test
  void readsWhatThereIsOfAMemberThatStaysBehind() {
    // Given
    fill(20);
    Follower follower = new Follower();
    follower.revision = 1_000;
    try (ScanBench following = ScanBench.telling(follower, fake.clientUrl())) {
      // When
      ScanSample sample = following.scan();

      // Then
      assertThat(sample.last().orElseThrow().revision()).isEqualTo(21);
      assertThat(total(sample).keys()).isEqualTo(20);
      assertThat(sample.failures().values()).containsOnly(0L);
    }
  }

  @Test
  void readsWhatThereIsWhereTheChosenRevisionIsCompacted() {
    // Given a watch that is away
    fill(20);
    fake.keys().compact(15);
    Follower follower = new Follower();
    follower.revision = 10;
    try (ScanBench following = ScanBench.telling(follower, fake.clientUrl())) {
      // When
      ScanSample sample = following.scan();

      // Then it is not tried again
      assertThat(sample.last().orElseThrow().revision()).isEqualTo(21);
      assertThat(total(sample).keys()).isEqualTo(20);
      assertThat(following.log.lines())
          .filteredOn(line -> line.startsWith("INFO compaction overtook"))
          .hasSize(1);
    }
  }

  @Test
  void stopsAtOnceAndCancelsTheReadUnderWay() {
    // Given
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Hang());
    var unused = bench.begin();
    Poll.until("a read hangs", SOON, () -> fake.calls(KVGrpc.getRangeMethod()) == 1);

    // When
    bench.scanner.close();

    // Then
    Poll.until("it stops", SOON, () -> !bench.scanner.sample().underWay());
    assertThat(bench.member.read).isCancelled();
  }

  private void assertPausesUntil(Runnable trouble, Runnable relief) {
    // Given trouble in the middle
    fill(KEYS);
    int[] statusBefore = new int[1];
    bench.member.beforeRead =
        number -> {
          if (number == 3) {
            statusBefore[0] = fake.calls(MaintenanceGrpc.getStatusMethod());
            trouble.run();
          }
        };

    // When
    CompletableFuture<ScanSample> scan = bench.begin();
    Poll.until(
        "it looks again and again",
        SOON,
        () ->
            fake.calls(MaintenanceGrpc.getStatusMethod()) > statusBefore[0] + 4
                && statusBefore[0] > 0);

    // Then it reads nothing meanwhile, and all after it
    assertThat(fake.calls(KVGrpc.getRangeMethod())).isEqualTo(3);
    assertThat(bench.scanner.sample().underWay()).isTrue();
    relief.run();
    ScanSample sample = ScanBench.end(scan);
    assertThat(total(sample).keys()).isEqualTo(KEYS);
    assertThat(sample.failures().values()).containsOnly(0L);
  }

  @Test
  void pausesWhileTheMemberIsBehind() {
    assertPausesUntil(
        () -> fake.state().raft(5_000, 10, 2), () -> fake.state().raft(5_000, 4_999, 2));
  }

  @Test
  void pausesWhileThereIsNoLeader() {
    assertPausesUntil(() -> fake.state().leader(0), () -> fake.state().leader(0xa1));
  }

  @Test
  void pausesWhileStatusHangsAsInADefragmentation() {
    fill(KEYS);
    try (ScanBench impatient = ScanBench.impatientOfStatus(host.clientUrl())) {
      impatient.member.beforeRead =
          number -> {
            if (number == 3) {
              fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang());
            }
          };
      CompletableFuture<ScanSample> scan = impatient.begin();
      Poll.until("it looks again", SOON, () -> fake.calls(MaintenanceGrpc.getStatusMethod()) > 8);
      fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Answer());

      assertThat(total(ScanBench.end(scan)).keys()).isEqualTo(KEYS);
    }
  }

  @Test
  void givesUpWhenThePauseIsTooLong() {
    // Given
    fill(KEYS);
    fake.state().leader(0);
    CompletableFuture<ScanSample> scan = bench.begin();
    Poll.until("it looks", SOON, () -> fake.calls(MaintenanceGrpc.getStatusMethod()) > 3);

    // When
    bench.later(Duration.ofMinutes(6));

    // Then
    assertThat(count(ScanBench.end(scan).failures(), "paused")).isEqualTo(1);
  }

  @Test
  void switchesItselfOffWhenTheMemberFallsBehindAgainAndAgain() {
    // Given a member that is behind at every other look
    fill(KEYS);
    bench.member.beforeStatus = number -> fake.state().raft(5_000, number % 2 == 0 ? 10 : 4_999, 2);

    // When
    ScanSample sample = bench.scan();

    // Then
    assertThat(sample.part().off()).contains(StopReason.APPLY_LAG);
    assertThat(sample.part().stops()).containsEntry(StopReason.APPLY_LAG, 1L);
    assertThat(sample.last()).isEmpty();
    assertThat(bench.log.lines()).anyMatch(line -> line.contains("minutes=\"15\""));

    // And not a call is made until it has cooled down
    bench.member.beforeStatus = number -> {};
    fake.state().raft(10, 10, 2);
    int calls = fake.calls();
    bench.later(Duration.ofMinutes(14));
    bench.scan();
    assertThat(fake.calls()).isEqualTo(calls);
    bench.later(Duration.ofMinutes(2));
    assertThat(total(bench.scan()).keys()).isEqualTo(KEYS);
    assertThat(bench.scanner.sample().part().off()).isEmpty();
  }

  @Test
  void switchesItselfOffWhenAnswersBecomeSlow() {
    // Given
    fill(20_000);
    var unused = bench.scan();
    fake.forgetRanges();
    bench.member.beforeRead =
        number -> {
          if (fake.ranges().size() == 25) {
            fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Slow(Duration.ofMillis(300)));
          }
        };

    // When
    ScanSample sample = bench.scan();

    // Then
    assertThat(sample.part().off()).contains(StopReason.LATENCY);
    assertThat(sample.last()).isPresent();
  }

  @Test
  void forgetsWhatItKnewOfAStoreThatWasRestoredBetweenScans() {
    // Given
    fill(KEYS);
    bench.scan();

    // When
    fake.restore(0xc2, 5);
    fake.keys().put("/a", VALUE);
    ScanSample sample = bench.scan();

    // Then
    assertThat(sample.last().orElseThrow().clusterId()).isEqualTo(0xc2);
    assertThat(total(sample).keys()).isEqualTo(1);
    assertThat(bench.log.lines()).filteredOn(line -> line.contains("restored")).hasSize(1);
  }

  @Test
  void forgetsAStoreWhoseRevisionWentBack() {
    // Given
    fill(KEYS);
    bench.scan();
    fake.restore(0xc1, 5);
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(EtcdErrors.NO_LEADER));

    // When the next scan fails too
    ScanSample sample = bench.scan();

    // Then there is no result rather than an old one
    assertThat(sample.last()).isEmpty();
    assertThat(count(sample.failures(), "etcd_error")).isEqualTo(1);
  }

  @Test
  void memberThatIsBehindTheOneThatWasReadIsOfTheSameStore() {
    // Given
    fill(KEYS);
    bench.scan();

    // When another member is asked, which was away and has not caught up
    fake.restore(0xc1, 5);
    fake.state().memberId(0xb2);
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(EtcdErrors.NO_LEADER));
    ScanSample sample = bench.scan();

    // Then what was found before still holds
    assertThat(total(sample).keys()).isEqualTo(KEYS);
    assertThat(bench.log.lines()).noneMatch(line -> line.contains("restored"));
  }

  @Test
  void scanOfAStoreThatIsRestoredMeanwhileIsVoid() {
    // Given
    fill(KEYS);
    bench.member.beforeRead =
        number -> {
          if (number == 4) {
            fake.restore(0xc2, 5);
          }
        };

    // When
    ScanSample sample = bench.scan();

    // Then
    assertThat(sample.last()).isEmpty();
    assertThat(count(sample.failures(), "restored")).isEqualTo(1);
    assertThat(total(bench.scan()).keys()).isZero();
  }

  @Test
  void switchesItselfOffWhenItMayNotRead() {
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED));

    ScanSample sample = bench.scan();

    assertThat(sample.part().off()).contains(StopReason.REFUSED);
    assertThat(sample.part().stops()).containsEntry(StopReason.REFUSED, 1L);
  }

  @Test
  void switchesItselfOffWhenItMayNotAskForTheStatus() {
    fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED));

    ScanSample sample = bench.scan();

    assertThat(sample.part().off()).contains(StopReason.REFUSED);
    assertThat(sample.part().stops()).containsEntry(StopReason.REFUSED, 1L);
    assertThat(sample.part().working()).isFalse();
  }

  @Test
  void answersThatStayTooLargeEndTheScan() {
    fake.mode(
        KVGrpc.getRangeMethod(),
        new FakeMode.Fail(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "gRPC message exceeds maximum size 67108864: 70000000")));

    assertThat(count(bench.scan().failures(), "too_large")).isEqualTo(1);
  }

  @Test
  void silentMemberFailsTheScanByItsReasonAndIsToldOnce() {
    try (ScanBench impatient = ScanBench.impatient(host.clientUrl())) {
      fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Hang());

      assertThat(count(impatient.scan().failures(), "timeout")).isEqualTo(1);
      assertThat(count(impatient.scan().failures(), "timeout")).isEqualTo(2);

      assertThat(impatient.log.lines())
          .filteredOn(line -> line.startsWith("WARN scan was given up"))
          .hasSize(1);
    }
  }

  /** Makes one read out of five fail so. */
  private static void fifthReadsFail(ScanBench bench, FakeEtcd fake, FakeMode failure) {
    bench.member.beforeRead =
        number ->
            fake.mode(KVGrpc.getRangeMethod(), number % 5 == 3 ? failure : new FakeMode.Answer());
  }

  @Test
  void readsThatFailNowAndThenAsTheMemberIsAwayAreReadAgain() {
    // Given far more of them than may fail one after the other
    fill(KEYS);
    fifthReadsFail(bench, fake, new FakeMode.Fail(Status.UNAVAILABLE));

    // When
    ScanSample sample = bench.scan();

    // Then
    assertThat(total(sample).keys()).isEqualTo(KEYS);
    assertThat(sample.failures().values()).containsOnly(0L);
  }

  @Test
  void readsThatAreNotAnsweredNowAndThenAreReadAgain() {
    fill(500);
    try (ScanBench impatient = ScanBench.impatient(host.clientUrl())) {
      fifthReadsFail(impatient, fake, new FakeMode.Hang());

      ScanSample sample = impatient.scan();

      assertThat(total(sample).keys()).isEqualTo(500);
      assertThat(sample.failures().values()).containsOnly(0L);
    }
  }

  @Test
  void threeReadsInARowThatFailEndTheScan() {
    // Given
    fill(KEYS);
    bench.member.beforeRead =
        number -> {
          if (number == 3) {
            fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(Status.UNAVAILABLE));
          }
        };

    // When
    ScanSample sample = bench.scan();

    // Then
    assertThat(count(sample.failures(), "unreachable")).isEqualTo(1);
    assertThat(fake.calls(KVGrpc.getRangeMethod())).isEqualTo(5);
  }

  @Test
  void storeThatWentBackIsNotReadFurther() {
    // Given
    fill(KEYS);
    int[] reads = new int[1];
    bench.member.beforeStatus =
        number -> {
          if (number == 6) {
            fake.restore(0xc1, 5);
            reads[0] = fake.calls(KVGrpc.getRangeMethod());
          }
        };

    // When
    ScanSample sample = bench.scan();

    // Then
    assertThat(count(sample.failures(), "restored")).isEqualTo(1);
    assertThat(fake.calls(KVGrpc.getRangeMethod())).isEqualTo(reads[0]).isPositive();
  }

  @Test
  void storeThatWentBackJustBeforeAReadVoidsTheScan() {
    // Given
    fill(KEYS);
    bench.member.beforeRead =
        number -> {
          if (number == 4) {
            fake.restore(0xc1, 5);
          }
        };

    // Then
    ScanSample sample = bench.scan();
    assertThat(count(sample.failures(), "restored")).isEqualTo(1);
    assertThat(sample.last()).isEmpty();
  }

  @Test
  void whatWasLearntOfAnotherStoreIsForgotten() {
    // Given
    fill(KEYS);
    bench.scan();
    fake.restore(0xc2, 5);
    fake.keys().put("/a", VALUE);
    fake.forgetRanges();

    // When
    bench.scan();

    // Then nothing is known of the size of its values
    assertThat(fake.ranges().get(0).read().limit()).isEqualTo(16);
  }

  @Test
  void hasNoTurnWhereAnotherMemberLeads() {
    fake.state().leader(0xb2);
    try (ScanBench follower = new ScanBench(host.clientUrl(), When.LEADER)) {
      assertThat(follower.scan().part().working()).isFalse();
      assertThat(fake.calls(KVGrpc.getRangeMethod())).isZero();

      fake.state().leader(0xa1);
      assertThat(follower.scan().part().working()).isTrue();
    }
  }

  @Test
  void finishesTheScanWhenLeadershipMovesMeanwhile() {
    fill(KEYS);
    try (ScanBench leader = new ScanBench(host.clientUrl(), When.LEADER)) {
      leader.member.beforeRead = number -> fake.state().leader(0xb2);

      assertThat(total(leader.scan()).keys()).isEqualTo(KEYS);
      assertThat(leader.scan().part().working()).isFalse();
    }
  }

  @Test
  void onlyTheFirstScanIsToldAtInfo() {
    bench.scan();
    bench.scan();

    assertThat(List.of("INFO", "DEBUG"))
        .allSatisfy(
            level ->
                assertThat(bench.log.lines())
                    .filteredOn(line -> line.startsWith(level + " keys are scanned"))
                    .hasSize(1));
  }
}
