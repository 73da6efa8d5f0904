package dev.etcdstorage.exporter.keyspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.storage.LiveFile;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeptHistoryTest {
  /** Pods are put most often; widgets are large and were put once. */
  private static final Map<String, Live> PREFIXES =
      Map.of("pods", new Live(100, 10_100, 500_000), "widgets", new Live(10, 10, 5_000_000));

  private static final OptionalLong FILE =
      OptionalLong.of(LiveFile.EMPTY_BYTES + 5_500_000 + 110 * 1_000);

  private static HistorySize history(long compacted, long newest, Replaced replaced) {
    return KeptHistory.of(OptionalLong.of(compacted), newest, PREFIXES, FILE, replaced);
  }

  @Test
  void withoutAWatchEachRevisionKeptCountsAsTwoOfTheKeysThatArePutMostOften() {
    assertThat(KeptHistory.of(OptionalLong.of(997), 1_000, PREFIXES, FILE))
        .isEqualTo(HistorySize.estimated(3 * 2 * 6_000));
  }

  @Test
  void whereNoRevisionIsKeptThereIsNone() {
    assertThat(history(1_000, 1_000, Replaced.NONE)).isEqualTo(HistorySize.NONE);
  }

  @Test
  void whereNobodyEverCompactedAllThatDoesNotLiveIs() {
    assertThat(history(0, 1_000, Replaced.NONE)).isEqualTo(HistorySize.UNKNOWN);
    assertThat(history(0, 1_000, ReplacedVersions.since(0, 1_000, 77)))
        .isEqualTo(HistorySize.seen(77));
  }

  @Test
  void withoutWhatLivesOrTheCompactedRevisionItIsUnknown() {
    assertThat(KeptHistory.of(OptionalLong.empty(), 1_000, PREFIXES, FILE))
        .isEqualTo(HistorySize.UNKNOWN);
    assertThat(KeptHistory.of(OptionalLong.of(3), 1_000, PREFIXES, OptionalLong.empty()))
        .isEqualTo(HistorySize.UNKNOWN);
    assertThat(KeptHistory.of(OptionalLong.of(3), 1_000, Map.of(), FILE))
        .isEqualTo(HistorySize.estimated(0));
  }

  @Test
  void whatTheWatchDidNotSeeIsEstimatedBesideWhatItSaw() {
    assertThat(history(500, 1_000, ReplacedVersions.since(500, 1_000, 77)))
        .isEqualTo(HistorySize.seen(77));
    assertThat(history(500, 1_000, ReplacedVersions.since(540, 1_000, 77)))
        .as("nearly all")
        .isEqualTo(HistorySize.seen(77 + 40 * 12_000));
    assertThat(history(500, 1_000, ReplacedVersions.since(900, 990, 77)))
        .as("some")
        .isEqualTo(HistorySize.estimated(77 + 410 * 12_000));
  }

  @Test
  void keysThatWereAllPutOnceAreAsLargeAsTheyAreOnAverage() {
    Map<String, Live> once = Map.of("a", new Live(10, 10, 10_000));

    assertThat(
            KeptHistory.of(
                OptionalLong.of(5),
                6,
                once,
                OptionalLong.of(LiveFile.EMPTY_BYTES + 10_000 + 10 * 60)))
        .isEqualTo(HistorySize.estimated(2 * 1_060));
  }
}
