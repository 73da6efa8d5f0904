package dev.etcdstorage.exporter.storage;

import static dev.etcdstorage.exporter.storage.Verdict.COMPACT;
import static dev.etcdstorage.exporter.storage.Verdict.DEFRAG;
import static dev.etcdstorage.exporter.storage.Verdict.FREE_DATA;
import static dev.etcdstorage.exporter.storage.Verdict.NONE;
import static dev.etcdstorage.exporter.storage.Verdict.RAISE_QUOTA;
import static dev.etcdstorage.exporter.storage.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

  /** Sizes in MiB, quota 0 is disabled. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what                                          | live | history | free | quota | verdict
        "the incident: history fills the quota           |  149 |  7650   |   10 | 8192  | COMPACT",
        "the incident, compacted                         |  149 |    23   | 7640 | 8192  | DEFRAG",
        "the incident, compacted and defragmented        |  149 |     0   |    1 | 8192  | NONE",
        "a large file of free pages                      |   80 |     0   | 7600 | 8192  | DEFRAG",
        "a small database, mostly free                   |    1 |     0   |    4 | 2048  | NONE",
        "a small database, mostly history                |    1 |    60   |    4 | 2048  | NONE",
        "a small quota makes little much                 |    1 |    20   |    4 |  128  | COMPACT",
        "history and free pages alike: compact first     |   50 |  1500   | 3000 | 8192  | COMPACT",
        "some history beside much live data is usual     | 1000 |  1400   |  100 | 8192  | NONE",
        "half-emptied pages after a compaction           | 1000 |  1200   | 3000 | 8192  | DEFRAG",
        "live data near a quota that can grow            | 1700 |    10   |   10 | 2048  | RAISE_QUOTA",
        "live data near the largest quota                | 7000 |    10   |   10 | 8192  | FREE_DATA",
        "live data beyond the largest quota, with history| 7000 |  1192   |    0 | 8192  | FREE_DATA",
        "near the quota, more history than free pages    | 1200 |   400   |  100 | 2048  | COMPACT",
        "near the quota, more free pages than history    | 1200 |   100   |  400 | 2048  | DEFRAG",
        "near the quota by live data, little else        | 1580 |    50   |   50 | 2048  | RAISE_QUOTA",
        "near the largest quota by live data, little else| 6500 |    80   |   90 | 8192  | FREE_DATA",
        "near the quota, as much history as free pages   | 1200 |   300   |  300 | 2048  | COMPACT",
        "no quota, much history                          |  500 |  1000   |   10 |    0  | COMPACT",
        "no quota, much live data                        | 9000 |    10   |   10 |    0  | NONE",
        "no quota, little history                        |    1 |    90   |   10 |    0  | NONE",
        "an empty file                                   |    0 |     0   |    0 | 2048  | NONE",
      })
  void saysWhatToDoAboutAFile(
      String what, long live, long history, long free, long quota, Verdict verdict) {
    Verdict found = verdict(live + history, free, OptionalLong.of(quota), OptionalLong.of(live));

    assertThat(found).as(what).isEqualTo(verdict);
  }

  /** All in MiB. */
  private static Verdict verdict(long inUse, long free, OptionalLong quota, OptionalLong live) {
    return Verdict.of(
        new DbSpace((inUse + free) << 20, inUse << 20),
        bytes(quota),
        bytes(live),
        Thresholds.DEFAULT);
  }

  private static OptionalLong bytes(OptionalLong mib) {
    return mib.stream().map(size -> size << 20).findFirst();
  }

  /** Sizes in MiB. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what                                          | in use | free | quota | verdict
        "free pages are most of a large file             |   80   | 7600 | 8192  | DEFRAG",
        "a small database, mostly free                   |    1   |    4 | 2048  | NONE",
        "too little in use to matter                     |   99   |   50 | 2048  | NONE",
        "in use may be live or history                   | 8180   |   12 | 8192  | UNKNOWN",
        "free pages are not most of the file             |  500   |  400 | 8192  | UNKNOWN",
        "in use is much of a small quota                 |   50   |    0 |   64  | UNKNOWN",
        "just what is worth it is not more than it       |   20   |  100 | 2048  | NONE",
        "a little more than what is worth it             |   20   |  101 | 2048  | DEFRAG",
        "just a tenth of the quota                       |   10   |   64 |  640  | NONE",
        "a little more than a tenth of the quota         |   10   |   65 |  640  | DEFRAG",
        "just half of the file                           |  300   |  300 | 8192  | UNKNOWN",
        "a little more than half of the file             |  300   |  301 | 8192  | DEFRAG",
      })
  void withoutAScanSaysWhatSizesAloneTell(
      String what, long inUse, long free, long quota, Verdict verdict) {
    Verdict found = verdict(inUse, free, OptionalLong.of(quota), OptionalLong.empty());

    assertThat(found).as(what).isEqualTo(verdict);
  }

  /** Sizes in MiB; the compacted revision is the newest. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what                                            | live | rest | free | quota | verdict
        "pages that etcd frees with its next commits        |   10 |  500 |   10 | 8192  | NONE",
        "some of them are free already, and most of the file|   10 |  200 |  600 | 8192  | DEFRAG",
        "near the quota by pages without data               |  200 | 1500 |   10 | 2048  | DEFRAG",
        "near the quota by live data and little else        | 1600 |   50 |   30 | 2048  | RAISE_QUOTA",
        "live data alone near the quota                     | 1700 |  200 |   10 | 2048  | RAISE_QUOTA",
      })
  void whereNoRevisionIsKeptNobodyIsToldToCompact(
      String what, long live, long rest, long free, long quota, Verdict verdict) {
    DbSpace space = new DbSpace((live + rest + free) << 20, (live + rest) << 20);
    FileMakeup makeup =
        FileMakeup.of(space, OptionalLong.of(live << 20), HistorySize.NONE, OptionalLong.of(0));
    Verdict found = Verdict.of(space, OptionalLong.of(quota << 20), makeup, Thresholds.DEFAULT);

    assertThat(found).as(what).isEqualTo(verdict);
  }

  /** Sizes in MiB; the watch saw what is history, and many revisions are kept. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what                                            | live | history | slack | free | quota |
        // verdict
        "half-empty pages are most of the file              |  100 |    10   |  300  |   20 | 8192  | DEFRAG",
        "half-empty and free pages together are             |  100 |    10   |   60  |   60 | 8192  | DEFRAG",
        "half-empty pages beside as much live data          |  300 |    10   |  280  |   20 | 8192  | NONE",
        "half-empty pages are no history                    |  100 |   140   |   90  |    1 | 8192  | NONE",
        "history is, and comes first                        |  100 |   160   |  600  |    1 | 8192  | COMPACT",
        "near the quota, more slack than history            | 1200 |   200   |  260  |   10 | 2048  | DEFRAG",
        "near the quota, more history than slack            | 1200 |   260   |  200  |   10 | 2048  | COMPACT",
        "live data fills the quota, whatever else is there  | 1700 |   200   |  100  |    0 | 2048  | RAISE_QUOTA",
      })
  void slackGoesByADefragmentationAndByNoCompaction(
      String what, long live, long history, long slack, long free, long quota, Verdict verdict) {
    DbSpace space =
        new DbSpace((live + history + slack + free) << 20, (live + history + slack) << 20);

    FileMakeup makeup =
        FileMakeup.of(
            space,
            OptionalLong.of(live << 20),
            HistorySize.seen(history << 20),
            OptionalLong.of(100_000));
    Verdict found = Verdict.of(space, OptionalLong.of(quota << 20), makeup, Thresholds.DEFAULT);

    assertThat(found).as(what).isEqualTo(verdict);
  }

  @Test
  void keysDeletedSinceTheScanAreNotCountedAsLive() {
    // Given a scan that saw 4 GiB, and 200 MiB in use now
    assertThat(verdict(200, 3_896, OptionalLong.of(4_096), OptionalLong.of(4_096)))
        .isEqualTo(DEFRAG);
  }

  @Test
  void unknownQuotaMakesALargeFilesVerdictUnknownRatherThanNone() {
    // Given live data that would fill etcd's default quota, if that is what it has
    OptionalLong live = OptionalLong.of(1_940);

    assertThat(verdict(1_950, 0, OptionalLong.empty(), live)).isEqualTo(UNKNOWN);
    assertThat(verdict(1_950, 0, OptionalLong.of(-1), live)).isEqualTo(NONE);

    // A small file needs nothing under any quota, and free pages are free pages
    assertThat(verdict(1, 0, OptionalLong.empty(), OptionalLong.of(1))).isEqualTo(NONE);
    assertThat(verdict(200, 3_896, OptionalLong.empty(), OptionalLong.empty())).isEqualTo(DEFRAG);
  }

  @ParameterizedTest
  @EnumSource
  void labelsAreLowerCase(Verdict verdict) {
    assertThat(verdict.label()).isEqualTo(verdict.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void verdictsAreTheSixOfTheContract() {
    assertThat(Verdict.values())
        .containsExactly(NONE, COMPACT, DEFRAG, FREE_DATA, RAISE_QUOTA, UNKNOWN);
  }
}
