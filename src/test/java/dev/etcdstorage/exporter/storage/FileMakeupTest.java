package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FileMakeupTest {
  @Test
  void splitsAFileIntoWhatStaysAndWhatGoes() {
    FileMakeup makeup = FileMakeup.of(new DbSpace(1_000, 700), OptionalLong.of(100));

    assertThat(makeup).isEqualTo(new FileMakeup(OptionalLong.of(100), OptionalLong.of(600), 300));
  }

  @Test
  void withoutAScanOnlyFreePagesAreKnown() {
    FileMakeup makeup = FileMakeup.of(new DbSpace(1_000, 700), OptionalLong.empty());

    assertThat(makeup).isEqualTo(new FileMakeup(OptionalLong.empty(), OptionalLong.empty(), 300));
  }

  @Test
  void liveDataIsNeverMoreThanWhatIsInUse() {
    FileMakeup makeup = FileMakeup.of(new DbSpace(1_000, 700), OptionalLong.of(900));

    assertThat(makeup).isEqualTo(new FileMakeup(OptionalLong.of(700), OptionalLong.of(0), 300));
  }

  @Test
  void whereNoRevisionIsKeptNothingIsHistory() {
    DbSpace space = new DbSpace(1_000, 700);

    FileMakeup none = FileMakeup.of(space, OptionalLong.of(100), OptionalLong.of(0));
    FileMakeup some = FileMakeup.of(space, OptionalLong.of(100), OptionalLong.of(1));

    assertThat(none).isEqualTo(new FileMakeup(OptionalLong.of(100), OptionalLong.of(0), 300));
    assertThat(none.reclaimableBytes(space)).isEqualTo(900);
    assertThat(some).isEqualTo(new FileMakeup(OptionalLong.of(100), OptionalLong.of(600), 300));
    assertThat(some.reclaimableBytes(space)).isEqualTo(300);
  }

  @Test
  void withoutAScanADefragGivesBackTheFreePages() {
    DbSpace space = new DbSpace(1_000, 700);

    assertThat(
            FileMakeup.of(space, OptionalLong.empty(), OptionalLong.of(0)).reclaimableBytes(space))
        .isEqualTo(300);
  }

  @Test
  void sizesReadAtDifferentMomentsGiveNoNegativePart() {
    // Given more in use than there is: the file grew between the two readings
    FileMakeup makeup = FileMakeup.of(new DbSpace(700, 1_000), OptionalLong.of(100));

    assertThat(makeup.freeBytes()).isZero();
  }

  @Property
  void partsAddUpToTheFile(
      @ForAll @LongRange(max = 1L << 40) long inUse,
      @ForAll @LongRange(max = 1L << 40) long free,
      @ForAll @LongRange(max = 1L << 41) long live) {
    FileMakeup makeup = FileMakeup.of(new DbSpace(inUse + free, inUse), OptionalLong.of(live));

    assertThat(
            makeup.liveBytes().orElseThrow()
                + makeup.historyBytes().orElseThrow()
                + makeup.freeBytes())
        .isEqualTo(inUse + free);
    assertThat(makeup.historyBytes().orElseThrow()).isNotNegative();
  }
}
