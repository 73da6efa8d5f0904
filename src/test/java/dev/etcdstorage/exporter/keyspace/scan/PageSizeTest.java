package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PageSizeTest {
  private static final ReadLimits LIMITS = new ReadLimits(2_500, 500, 64, 16, 1_000_000, 100);
  private static final KnownRange UNKNOWN = range(0, 0);

  private final PageSize size = new PageSize(LIMITS);

  private static KnownRange range(long keys, long bytes) {
    return new KnownRange(Key.FIRST, Optional.empty(), keys, bytes);
  }

  @Test
  void growsWhileAnswersAreFullAndSmall() {
    assertThat(size.limit(UNKNOWN)).isEqualTo(16);

    size.seen(16, 16, 1_600, 100);
    assertThat(size.limit(UNKNOWN)).isEqualTo(32);

    // An answer that the range ended says nothing of larger ones
    size.seen(32, 31, 3_100, 100);
    assertThat(size.limit(UNKNOWN)).isEqualTo(32);
  }

  @Test
  void staysSmallWhereNothingIsRemembered() {
    for (int i = 0; i < 10; i++) {
      size.seen(500, 500, 100, 1);
    }

    assertThat(size.limit(UNKNOWN)).isEqualTo(64);
    assertThat(size.limit(range(100, 1_000))).isEqualTo(164);
    assertThat(size.limit(range(10_000, 100_000))).isEqualTo(500);
  }

  @Test
  void shrinksByTheAverageAboveHalfTheSize() {
    size.seen(16, 16, 800_000, 60_000);

    // 1.3 times 50,000 bytes each
    assertThat(size.limit(UNKNOWN)).isEqualTo(15);
  }

  @Test
  void shrinksByTheLargestEntryAboveTheSize() {
    size.seen(16, 16, 1_600_000, 500_000);

    assertThat(size.limit(UNKNOWN)).isEqualTo(2);
  }

  @Test
  void emptyAnswerSaysNothing() {
    size.seen(0, 0, 20, 0);

    assertThat(size.limit(UNKNOWN)).isEqualTo(16);
  }

  @Test
  void goesDownFastWhereAnAnswerCannotBeTaken() {
    assertThat(size.shrink(64, OptionalLong.empty())).isTrue();
    assertThat(size.limit(UNKNOWN)).isEqualTo(16);
    assertThat(size.shrink(2, OptionalLong.empty())).isTrue();
    assertThat(size.limit(UNKNOWN)).isEqualTo(1);
    assertThat(size.shrink(1, OptionalLong.empty())).isFalse();
  }

  @Test
  void goesDownAtOnceToWhatTheSizeOfARefusedAnswerAllows() {
    // 16 entries of 500,000 bytes
    assertThat(size.shrink(16, OptionalLong.of(8_000_000))).isTrue();
    assertThat(size.limit(UNKNOWN)).isEqualTo(2);
  }

  @Test
  void beginsByWhatIsRememberedOfTheRange() {
    size.enter(range(100, 10_000_000));
    assertThat(size.limit(range(100, 10_000_000))).isEqualTo(10);

    size.enter(UNKNOWN);
    assertThat(size.limit(UNKNOWN)).isEqualTo(10);
  }
}
