package dev.etcdstorage.exporter.keyspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.storage.HistorySize;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveLedgerTest {
  private final LiveLedger ledger = new LiveLedger(10);
  private final ModelStore store = new ModelStore(ledger);

  private void fill(String prefix, int keys, int valueBytes) {
    for (int i = 0; i < keys; i++) {
      store.put(prefix + "/" + i, valueBytes);
      store.commitWatched();
    }
  }

  private void isOfTheScanAlone(ScanResult scan) {
    assertThat(ledger.live(scan)).isEqualTo(LiveNow.of(scan, true));
    assertThat(ledger.live(scan).by()).isEqualTo("scan");
  }

  private void isRight(ScanResult scan) {
    LiveNow live = ledger.live(scan);
    assertThat(live.by()).isEqualTo("scan and watch");
    assertThat(live.revision()).isEqualTo(store.revision);
    assertThat(live.prefixes()).isEqualTo(store.live());
  }

  @Test
  void followsWhatIsWrittenAfterTheScanAndTheFileThatItTakes() {
    // Given
    fill("pods", 500, 300);
    ScanResult scan = store.scan();
    isRight(scan);

    // When keys come of which one fills a page, some grow, and some go
    fill("widgets", 2_000, 3_000);
    fill("pods", 200, 5_000);
    store.deleteAll("pods/3");
    store.commitWatched();

    // Then
    isRight(scan);
    assertThat(ledger.drifted()).isFalse();
    double truth = store.fileBytes();
    assertThat((double) ledger.live(scan).fileBytes().orElseThrow())
        .isCloseTo(truth, within(truth / 50));
  }

  @Test
  void whatIsWrittenWhileTheScanIsUnderWayIsAddedToItsResultOnce() {
    // Given
    fill("pods", 100, 300);
    store.scan();

    // When the next one reads while others write, and delete what it has not read yet
    assertThat(ledger.begins()).isEqualTo(store.revision);
    ScanResult next = store.scanned();
    var entries = store.entries();
    ledger.read(entries.subList(0, 50));
    fill("pods", 20, 1_000);
    store.deleteAll("pods/9");
    store.commitWatched();
    ledger.read(entries.subList(50, 100));
    ledger.finished(next);

    // Then
    isRight(next);
    fill("pods", 95, 10);
    isRight(next);
  }

  @Test
  void missedRevisionsLeaveOnlyTheScanAndAskForAnother() {
    // Given
    fill("pods", 100, 300);
    ScanResult scan = store.scan();

    // When some are left out, and others come
    ledger.leftOut(store.revision + 5);
    store.revision += 4;
    fill("pods", 5, 10);

    // Then
    isOfTheScanAlone(scan);
    assertThat(ledger.drifted()).isTrue();

    // When the next scan comes, then all is well
    ScanResult next = store.scan();
    isRight(next);
    assertThat(ledger.drifted()).isFalse();
    fill("pods", 200, 20);
    isRight(next);
  }

  @Test
  void sizesThatChangedInAGapAreLearntAnew() {
    // Given a key that grows unseen
    fill("pods", 100, 300);
    store.scan();
    store.put("pods/1", 50_000);
    store.commit();
    ledger.leftOut(store.revision + 1);

    // When it is deleted after the next scan
    ScanResult scan = store.scan();
    store.delete("pods/1");
    store.commitWatched();

    // Then
    isRight(scan);
  }

  @Test
  void sizesThatWereForgottenWhileTheScanReadAreNotTakenFromOlderVersions() {
    // Given room for few sizes
    LiveLedger small = new LiveLedger(10, new KnownSizes(1 << 7));
    ModelStore crowded = new ModelStore(small);
    crowded.put("pods/1", 300);
    crowded.commitWatched();

    // When a key grows while the scan reads, and so many others come and go that it is forgotten
    small.begins();
    ScanResult scan = crowded.scanned();
    var read = crowded.entries();
    crowded.put("pods/1", 50_000);
    crowded.commitWatched();
    for (int i = 0; i < 2_000; i++) {
      crowded.put("jobs/" + i, 10);
      crowded.commitWatched();
    }
    crowded.deleteAll("jobs");
    crowded.commitWatched();
    small.read(read);
    small.finished(scan);
    long guessed = small.live(scan).guessedBytes();
    crowded.delete("pods/1");
    crowded.commitWatched();

    // Then its size is a guess
    assertThat(small.live(scan).guessedBytes()).isGreaterThan(guessed);
  }

  @Test
  void keyThatTheScanToldAfterItWasDeletedMayComeAgain() {
    // Given
    fill("pods", 100, 300);
    ledger.forgotten();
    store.watch();
    ledger.begins();
    ScanResult scan = store.scanned();
    var read = store.entries();

    // When
    store.delete("pods/1");
    store.commitWatched();
    ledger.read(read);
    ledger.finished(scan);
    LiveNow before = ledger.live(scan);
    store.put("pods/1", 20);
    store.commitWatched();

    // Then it takes the place of none
    LiveNow after = ledger.live(scan);
    assertThat(after.guessedBytes()).isEqualTo(before.guessedBytes());
    assertThat(after.total().bytes()).isEqualTo(before.total().bytes() + 6 + 20);
  }

  @Test
  void revisionThatDoesNotComeIsMissed() {
    fill("pods", 100, 300);
    ScanResult scan = store.scan();

    store.put("pods/1", 7);
    store.commit();
    fill("pods", 1, 10);

    isOfTheScanAlone(scan);
  }

  @Test
  void revisionsMissedWhileTheScanIsUnderWayLeaveOnlyItsResult() {
    fill("pods", 100, 300);
    ledger.begins();
    ScanResult scan = store.scanned();

    ledger.leftOut(store.revision + 2);
    ledger.finished(scan);

    isOfTheScanAlone(scan);
    assertThat(ledger.drifted()).isTrue();
  }

  @Test
  void streamThatBreaksBetweenTwoRevisionsLosesNothing() {
    fill("pods", 100, 300);
    ScanResult scan = store.scan();

    ledger.following(false);
    ledger.dropped();
    ledger.following(true);
    fill("pods", 50, 10);

    isRight(scan);
  }

  @Test
  void streamThatBreaksWithinARevisionLeavesOnlyTheScan() {
    // Given
    fill("pods", 100, 300);
    ScanResult scan = store.scan();

    // When half of a transaction came before, and all of it afterwards
    store.put("pods/1", 7);
    store.put("pods/2", 7);
    List<KeyEvent> events = store.commit();
    ledger.written(events.get(0), "pods");
    ledger.dropped();
    events.forEach(event -> ledger.written(event, "pods"));
    ledger.settled();

    // Then
    isOfTheScanAlone(scan);
    isRight(store.scan());
  }

  @Test
  void scanThatBeginsWithinARevisionCountsAllOfIt() {
    // Given half of a transaction
    fill("pods", 10, 300);
    store.put("pods/1", 7);
    store.put("pods/new", 7);
    List<KeyEvent> events = store.commit();
    ledger.written(events.get(0), "pods");

    // When the scan begins in between
    ScanResult scan = store.scan();
    ledger.written(events.get(1), "pods");
    ledger.settled();

    // Then
    assertThat(scan.revision()).isEqualTo(store.revision);
    isRight(scan);
  }

  @Test
  void withoutAWatchThereIsOnlyTheScan() {
    ledger.following(false);
    assertThat(ledger.begins()).isZero();
    ScanResult scan = store.scanned();
    ledger.finished(scan);

    assertThat(ledger.live(scan)).isEqualTo(LiveNow.of(scan));
    assertThat(ledger.drifted()).as("another scan would say no more").isFalse();
  }

  @Test
  void whatWasWrittenUnseenMayAllLiveUntilTheNextScan() {
    // Given
    fill("pods", 100, 300);
    ScanResult scan = store.scan();
    assertThat(ledger.live(scan).unseenBytes(store.revision)).isZero();

    // When a watch that is there has left revisions out
    ledger.leftOut(store.revision + 5);

    // Then
    assertThat(ledger.live(scan).unseenBytes(scan.revision())).isZero();
    assertThat(ledger.live(scan).unseenBytes(scan.revision() + 4)).isEqualTo(Long.MAX_VALUE);

    // When it goes away and no scan comes early, then by estimate, with room beside the bytes
    ledger.following(false);
    assertThat(ledger.live(scan).unseenBytes(scan.revision() + 4)).isBetween(4 * 300L, 4 * 1_500L);

    // When a compaction overtook a scan, then keys of its own revision may be missing
    ledger.following(true);
    ScanResult overtaken = overtaken();
    assertThat(ledger.live(overtaken).unseenBytes(store.revision)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anotherStoreHasNothingOfTheOneBefore() {
    fill("pods", 100, 300);
    ScanResult scan = store.scan();

    ledger.forgotten();
    ledger.opened(1_000);

    isOfTheScanAlone(scan);
    assertThat(ledger.drifted()).isFalse();
  }

  @Test
  void scanOfAnotherRevisionThanItsOwnIsNotBroughtForward() {
    fill("pods", 100, 300);
    ledger.begins();
    fill("pods", 5, 10);

    // When the scan went to the present one, as its member had not come so far
    ScanResult scan = store.scanned();
    ledger.finished(scan);

    isOfTheScanAlone(scan);
  }

  @Test
  void scanThatACompactionOvertookAsksForAnotherOnce() {
    fill("pods", 100, 300);
    assertThat(overtaken().exact()).isFalse();
    assertThat(ledger.drifted()).isTrue();

    // When the next one is overtaken too, then it always is
    overtaken();
    assertThat(ledger.drifted()).isFalse();

    // When one is not, and the next one is
    store.scan();
    assertThat(ledger.drifted()).isFalse();
    overtaken();
    assertThat(ledger.drifted()).isTrue();
  }

  private ScanResult overtaken() {
    ledger.begins();
    ScanResult scan = store.scanned(false);
    ledger.finished(scan);
    return scan;
  }

  /** A scan of keys that the ledger has not heard of. */
  private ScanResult scanUnknown(int keys, long bytesEach) {
    assertThat(ledger.begins()).isEqualTo(store.revision);
    ScanResult scan =
        new ScanResult(
            Instant.EPOCH,
            Duration.ZERO,
            0xc1,
            0xa1,
            store.revision,
            true,
            true,
            Map.of("pods", new Live(keys, 3L * keys, bytesEach * keys)),
            OptionalLong.of(100_000 + keys * (bytesEach + 100)),
            OptionalLong.empty());
    ledger.finished(scan);
    return scan;
  }

  private void tell(long revision, String key, boolean delete, long version, int valueBytes) {
    ledger.written(new KeyEvent(Key.of(key), delete, revision, version, valueBytes), "pods");
    ledger.settled();
  }

  @Test
  void versionsOfUnknownSizeAreGuessedAndMuchOfThatAsksForAScan() {
    // Given keys of which the sizes are not known
    ScanResult scan = scanUnknown(100, 1_000);

    // When ten are replaced by small ones and one is deleted
    for (int i = 0; i < 9; i++) {
      tell(2 + i, "/" + i, false, 4, 98);
    }
    assertThat(ledger.drifted()).isFalse();
    tell(11, "/x", true, 0, 0);

    // Then their average is taken off, and said
    LiveNow live = ledger.live(scan);
    assertThat(live.total()).isEqualTo(new Live(99, 300 + 9 - 3, 90_000 + 900));
    assertThat(live.guessedBytes()).isEqualTo(10_000);
    assertThat(ledger.drifted()).isTrue();

    // When the same are written again, then nothing more is guessed
    for (int i = 0; i < 9; i++) {
      tell(12 + i, "/" + i, false, 5, 198);
    }
    assertThat(ledger.live(scan).guessedBytes()).isEqualTo(10_000);
    assertThat(ledger.live(scan).total().bytes()).isEqualTo(90_000 + 1_800);
  }

  @Test
  void newPrefixesHaveNamesWhileThereIsRoom() {
    // Given
    fill("pods", 10, 100);
    ScanResult scan = store.scan();

    // When
    for (int i = 0; i < 12; i++) {
      fill("new" + i, 1, 1_000 + i);
    }

    // Then the lightest are summed
    Map<String, Live> named = ledger.live(scan).prefixes();
    assertThat(named).hasSize(10 + 1).containsKeys("pods", "new11", "new3", Prefixes.OTHER);
    assertThat(named.get(Prefixes.OTHER)).extracting(Live::keys).isEqualTo(3L);
    assertThat(ledger.live(scan).total().keys()).isEqualTo(22);
  }

  @Test
  void whereTheScanSummedOthersANewPrefixMayBeOneOfThem() {
    // Given
    fill("rare", 3, 100);
    ledger.begins();
    Map<String, Live> found = new HashMap<>(store.live());
    found.put(Prefixes.OTHER, found.remove("rare"));
    ScanResult all = store.scanned();
    ScanResult scan =
        new ScanResult(
            all.ended(),
            all.took(),
            all.clusterId(),
            all.memberId(),
            all.revision(),
            true,
            true,
            found,
            all.fileBytes(),
            all.largestLeafBytes());
    ledger.finished(scan);

    // When
    fill("rare", 5, 100);

    // Then
    assertThat(ledger.live(scan).prefixes().keySet()).containsExactly(Prefixes.OTHER);
    assertThat(ledger.live(scan).total().keys()).isEqualTo(5);
  }

  @Test
  void manyMorePrefixesThanHaveNamesAreSummed() {
    ScanResult scan = store.scan();

    for (int i = 0; i < 3_000; i++) {
      store.put("p" + i + "/a", 10);
    }
    store.commitWatched();

    LiveNow live = ledger.live(scan);
    assertThat(live.prefixes()).hasSize(10 + 1);
    assertThat(live.total().keys()).isEqualTo(3_000);
  }

  @Test
  void historyIsKnownFromThePointOnFromWhichAllWasSeen() {
    // Given
    fill("pods", 100, 3_000);
    ScanResult scan = store.scan();
    long before = store.revision;
    fill("pods", 50, 3_000);

    // Then what was replaced since
    HistorySize seen = ledger.live(scan).history(OptionalLong.of(before), store.revision);
    assertThat(seen.by()).isEqualTo(HistorySize.By.WATCH);
    assertThat((double) seen.bytes().orElseThrow())
        .isCloseTo((double) store.historyFileBytes(before), within(20_000.0));

    // When revisions are missed
    ledger.leftOut(store.revision + 5);
    store.revision += 4;
    long gap = store.revision;
    fill("pods", 100, 3_000);
    ScanResult next = store.scan();

    // Then it is an estimate until a compaction passes them
    assertThat(ledger.live(next).history(OptionalLong.of(gap - 60), store.revision).by())
        .isEqualTo(HistorySize.By.REVISIONS);
    HistorySize again = ledger.live(next).history(OptionalLong.of(gap), store.revision);
    assertThat(again.by()).isEqualTo(HistorySize.By.WATCH);
    assertThat((double) again.bytes().orElseThrow())
        .isCloseTo((double) store.historyFileBytes(gap), within(20_000.0));
  }

  @Test
  void keysThatComeForTheFirstTimeMakeNoHistory() {
    ScanResult scan = store.scan();
    long before = store.revision;
    fill("pods", 500, 3_000);

    assertThat(ledger.live(scan).history(OptionalLong.of(before), store.revision))
        .isEqualTo(HistorySize.seen(0));
  }
}
