package dev.etcdstorage.exporter.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.Growth.Look;
import dev.etcdstorage.exporter.storage.Pace;
import dev.etcdstorage.exporter.storage.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static Instant minute(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }

  /** A file that grows by 1 MiB a minute, seen every minute from the first to before the last. */
  private static History growing(int from, int to) {
    History history = History.NONE;
    for (int minute = from; minute < to; minute++) {
      history = history.with(minute(minute), space(minute));
    }
    return history;
  }

  private static DbSpace space(int minute) {
    return new DbSpace((100L + minute) << 20, (50L + minute) << 20);
  }

  @Test
  void looksComeBackAsTheyWere() {
    assertThat(growing(0, 3).looks())
        .containsExactly(
            new Look(minute(0), space(0)),
            new Look(minute(1), space(1)),
            new Look(minute(2), space(2)));
  }

  @Test
  void sixHoursAreKeptAndNoMore() {
    History history = growing(0, 5000);

    assertThat(history.looks()).hasSize(History.MOST);
    assertThat(history.looks().get(0).at()).isEqualTo(minute(5000 - 360));
    assertThat(history.looks().get(359)).isEqualTo(new Look(minute(4999), space(4999)));
  }

  @Test
  void oldLooksGoAlsoWhereTheMemberWasAwayForLong() {
    History history = growing(0, 100).with(minute(440), space(440));

    assertThat(history.looks()).hasSize(51);
    assertThat(history.looks().get(0).at()).isEqualTo(minute(50));
  }

  @Test
  void gapIsKeptAsAGap() {
    History history = growing(0, 10).with(minute(40), space(40));

    assertThat(history.looks()).hasSize(11);
    assertThat(history.looks().get(10).at()).isEqualTo(minute(40));
  }

  @Test
  void looksInQuickSuccessionAreOne() {
    History history = growing(0, 10);

    assertThat(history.with(minute(9).plusSeconds(29), space(99))).isSameAs(history);
    assertThat(history.with(minute(9).plusSeconds(30), space(99)).looks()).hasSize(11);
  }

  /** A person who looks at the page a second after the recovery. */
  @Test
  void recoveryIsSeenAtOnce() {
    History history = growing(0, 20);
    assertThat(history.pace(Window.SHORT).size()).isPresent();

    History after = history.with(minute(19).plusSeconds(1), new DbSpace(8L << 20, 7L << 20));

    assertThat(after.pace(Window.SHORT)).isEqualTo(Pace.UNKNOWN);
    assertThat(after.looks()).hasSize(21);
  }

  @Test
  void largeCompactionIsSeenAtOnce() {
    History after =
        growing(0, 20).with(minute(19).plusSeconds(1), new DbSpace(119L << 20, 30L << 20));

    assertThat(after.pace(Window.SHORT)).isEqualTo(Pace.UNKNOWN);
  }

  /** Who opens the page right after a recovery does not wait for the next look. */
  @Test
  void scrapeSeesALargeFallBeforeTheNextLookDoes() {
    History history = growing(0, 20);
    Instant scrape = minute(19).plusSeconds(10);

    assertThat(history.asOf(scrape, Optional.of(space(20)))).isSameAs(history);
    assertThat(history.asOf(scrape, Optional.of(new DbSpace(8L << 20, 7L << 20))))
        .extracting(after -> after.pace(Window.SHORT))
        .isEqualTo(Pace.UNKNOWN);
    assertThat(history.asOf(scrape, Optional.of(new DbSpace(119L << 20, 30L << 20))))
        .extracting(after -> after.pace(Window.SHORT))
        .isEqualTo(Pace.UNKNOWN);
  }

  /** Between two looks too a regular compaction ends nothing. */
  @Test
  void scrapeTakesTheToothOfARegularCompactionForWhatItIs() {
    History history = History.NONE;
    for (int minute = 0; minute < 20; minute++) {
      history =
          history.with(minute(minute), new DbSpace(120L << 20, (10L + minute % 5 * 10L) << 20));
    }

    History after =
        history.asOf(minute(19).plusSeconds(10), Optional.of(new DbSpace(120L << 20, 10L << 20)));

    assertThat(after.pace(Window.SHORT).inUse()).isPresent();
    assertThat(after.pace(Window.SHORT).size()).isPresent();
  }

  @Test
  void clockPutBackTakesWhatIsInTheFutureAway() {
    History history = growing(0, 60).with(minute(30), space(77));

    assertThat(history.looks()).hasSize(31);
    assertThat(history.looks().get(30)).isEqualTo(new Look(minute(30), space(77)));
    assertThat(growing(60, 120).with(minute(0), space(0)).looks()).hasSize(1);
  }

  @Test
  void clockPutForwardForgetsWhatSeemsTooOld() {
    History history = growing(0, 60).with(minute(60 * 24), space(60));

    assertThat(history.looks()).hasSize(1);
    assertThat(history.pace(Window.SHORT)).isEqualTo(Pace.UNKNOWN);
  }

  @Test
  void paceIsKnownOnceTheWindowWasSeen() {
    assertThat(growing(0, 4).pace(Window.SHORT)).isEqualTo(Pace.UNKNOWN);
    assertThat(growing(0, 20).pace(Window.SHORT).size().orElseThrow())
        .isBetween((1 << 20) / 60.0 - 1, (1 << 20) / 60.0 + 1);
    assertThat(growing(0, 20).pace(Window.LONG)).isEqualTo(Pace.UNKNOWN);
  }

  @Test
  void paceOfLongAgoIsNotToldButTheLooksAre() {
    History history = growing(0, 20);

    assertThat(history.asOf(minute(22), Optional.empty()).pace(Window.SHORT))
        .isNotEqualTo(Pace.UNKNOWN);
    assertThat(history.asOf(minute(23), Optional.empty()).pace(Window.SHORT))
        .isEqualTo(Pace.UNKNOWN);
    assertThat(history.asOf(minute(23), Optional.empty()).looks()).hasSize(20);
    assertThat(history.asOf(minute(15), Optional.empty()).pace(Window.SHORT))
        .isEqualTo(Pace.UNKNOWN);
    assertThat(History.NONE.asOf(minute(0), Optional.empty()).looks()).isEmpty();
  }

  /** An int of KiB holds 2 TiB; nobody's etcd is larger, and nothing turns negative. */
  @Test
  void sizesBeyondAllReasonAreCappedAndTheYear2100IsFine() {
    Instant far = Instant.parse("2100-01-01T00:00:00Z");
    History history = History.NONE.with(far, new DbSpace(Long.MAX_VALUE, 8L << 40));

    assertThat(history.looks())
        .containsExactly(new Look(far, new DbSpace((2L << 40) - 1024, (2L << 40) - 1024)));
  }
}
