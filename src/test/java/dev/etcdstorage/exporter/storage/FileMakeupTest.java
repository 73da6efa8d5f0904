package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.storage.HistorySize.By;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FileMakeupTest {
  private static final DbSpace SPACE = new DbSpace(1_000, 700);
  private static final OptionalLong MANY = OptionalLong.of(5_000);

  private static FileMakeup makeup(long live, HistorySize history, OptionalLong revisionsKept) {
    return FileMakeup.of(SPACE, OptionalLong.of(live), history, revisionsKept);
  }

  private static FileMakeup parts(
      long live, long history, OptionalLong slack, By by, boolean settling) {
    return new FileMakeup(
        OptionalLong.of(live), OptionalLong.of(history), slack, 300, Optional.of(by), settling);
  }

  @Test
  void splitsAFileIntoFourParts() {
    assertThat(makeup(100, HistorySize.seen(450), MANY))
        .isEqualTo(parts(100, 450, OptionalLong.of(150), By.WATCH, false));
  }

  @Test
  void whereNothingTellsHistoryItIsAtMostWhatDoesNotLive() {
    FileMakeup makeup = FileMakeup.of(SPACE, OptionalLong.of(100));

    assertThat(makeup).isEqualTo(parts(100, 600, OptionalLong.empty(), By.PAGES, false));
    assertThat(makeup.reclaimableBytes()).isEqualTo(300);
  }

  @Test
  void withoutAScanOnlyFreePagesAreKnown() {
    FileMakeup makeup =
        FileMakeup.of(SPACE, OptionalLong.empty(), HistorySize.NONE, OptionalLong.of(0));

    assertThat(makeup)
        .isEqualTo(
            new FileMakeup(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                300,
                Optional.empty(),
                true));
    assertThat(makeup.reclaimableBytes()).isEqualTo(300);
  }

  @Test
  void liveDataIsNeverMoreThanWhatIsInUse() {
    assertThat(makeup(900, HistorySize.seen(10), MANY))
        .isEqualTo(parts(700, 0, OptionalLong.of(0), By.WATCH, false));
  }

  @Test
  void estimateBeyondThePagesSaysNoMoreThanTheyDo() {
    assertThat(makeup(100, HistorySize.estimated(601), MANY))
        .isEqualTo(parts(100, 600, OptionalLong.empty(), By.PAGES, false));
    assertThat(makeup(100, HistorySize.estimated(20), MANY))
        .isEqualTo(parts(100, 20, OptionalLong.of(580), By.REVISIONS, false));
  }

  @Test
  void whereNoRevisionIsKeptAllThatDoesNotLiveIsSlackAndMayComeFreeByItself() {
    FileMakeup makeup = makeup(100, HistorySize.NONE, OptionalLong.of(0));

    assertThat(makeup).isEqualTo(parts(100, 0, OptionalLong.of(600), By.REVISIONS, true));
    assertThat(makeup.reclaimableBytes()).isEqualTo(900);
    assertThat(makeup.settledBytes()).isEqualTo(300);
    assertThat(makeup.settled().settledBytes()).isEqualTo(900);
  }

  @Test
  void aFileReadBeforeItGrewHasNoFreePages() {
    // Given a size that was read before the pages in use
    FileMakeup makeup = FileMakeup.of(new DbSpace(700, 1_000), OptionalLong.of(100));

    assertThat(makeup.freeBytes()).isZero();
  }

  @Property
  void partsAreNotNegativeAndAddUpToTheSize(
      @ForAll @LongRange(max = 1L << 33) long inUse,
      @ForAll @LongRange(max = 1L << 33) long free,
      @ForAll @LongRange(max = 1L << 34) long live,
      @ForAll @LongRange(max = 1L << 34) long old,
      @ForAll By by) {
    HistorySize history =
        switch (by) {
          case WATCH -> HistorySize.seen(old);
          case REVISIONS -> HistorySize.estimated(old);
          case PAGES -> HistorySize.UNKNOWN;
        };

    FileMakeup makeup =
        FileMakeup.of(new DbSpace(inUse + free, inUse), OptionalLong.of(live), history, MANY);

    long slack = makeup.slackBytes().orElse(0);
    assertThat(slack).isNotNegative();
    assertThat(makeup.historyBytes().orElseThrow()).isNotNegative();
    assertThat(
            makeup.liveBytes().orElseThrow()
                + makeup.historyBytes().orElseThrow()
                + slack
                + makeup.freeBytes())
        .isEqualTo(inUse + free);
  }
}
