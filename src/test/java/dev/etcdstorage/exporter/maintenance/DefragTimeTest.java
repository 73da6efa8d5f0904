package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is copied counts, which is the pages in use. */
class DefragTimeTest {
  private static final DbSpace TWO_GB_OF_EIGHT = new DbSpace(8_000_000_000L, 2_000_000_000L);
  private static final DbSpace EMPTY = new DbSpace(8_000_000_000L, 0);

  @Test
  void aGigabyteTakesTenSeconds() {
    assertThat(DefragTime.expected(TWO_GB_OF_EIGHT)).isEqualTo(Duration.ofSeconds(21));
    assertThat(DefragTime.expected(EMPTY)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void itIsGivenUpOnlyWhenItTakesTwelveTimesAsLongAndAMinuteMore() {
    assertThat(DefragTime.deadline(TWO_GB_OF_EIGHT)).isEqualTo(Duration.ofMinutes(5));
    assertThat(DefragTime.deadline(EMPTY)).isEqualTo(Duration.ofMinutes(1));
  }
}
