package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanPaceTest {
  private static final Duration TOOK = Duration.ofMillis(20);

  /** Every quarter of an hour. */
  private static final ScanSettings QUARTERLY =
      new ScanSettings(Duration.ofMinutes(15), true, 1 << 20, 1_000);

  private static KeyPage page(int entries, long count, long bytes) {
    KeyEntry entry = new KeyEntry(Key.of("k"), 1, 1, 1, 1);
    return new KeyPage(
        new StoreHeader(7, 1, 5),
        count,
        count > entries,
        Collections.nCopies(entries, entry),
        bytes);
  }

  private static final long NOW = 5_000_000_000L;

  private final ScanPace pace = new ScanPace(1 << 20, 1_000, 1);

  /** The rest after a page that was asked for at a time, and took {@link #TOOK}. */
  private Duration after(KeyPage page, long asked) {
    return pace.afterPage(page, asked, asked + TOOK.toNanos());
  }

  @Test
  void restsUntilTheDearestBudgetAllowsTheNextPage() {
    assertThat(after(page(500, 500, 100), NOW)).isEqualTo(Duration.ofMillis(480));
    assertThat(after(page(1, 1, 2 << 20), NOW + ms(500))).isEqualTo(Duration.ofMillis(1_980));
    assertThat(after(page(10, 10, 100), NOW + ms(2_500))).isZero();
  }

  @Test
  void restsLongAfterVeryManyKeysWereCounted() {
    assertThat(after(page(10, 2_500, 100), NOW)).isZero();
    assertThat(after(page(0, 82_500, 0), NOW + ms(20))).isEqualTo(Duration.ofMillis(1_970));
  }

  @Test
  void whatWasLateIsMadeUpForButNoLongPause() {
    // Given
    assertThat(after(page(100, 100, 100), NOW)).isEqualTo(Duration.ofMillis(80));

    // When the timer wakes 5 ms late, then the page before takes long
    Duration soon = after(page(100, 100, 100), NOW + ms(105));
    Duration afterLong = after(page(100, 100, 100), NOW + ms(900));

    // Then
    assertThat(soon).isEqualTo(Duration.ofMillis(75));
    assertThat(afterLong).isEqualTo(Duration.ofMillis(60));
  }

  @ParameterizedTest
  @CsvSource({"PT2S, 400", "PT225S, 400", "PT5M, 300", "PT15M, 100", "PT2H, 100"})
  void whatCorrectsTakesItsTimeButNotMoreThanTheInterval(Duration last, long millis) {
    // Given a last scan that took so long at full pace
    ScanPace soon = ScanPace.soon(QUARTERLY, last);

    // Then
    assertThat(soon.afterPage(page(100, 100, 100), NOW, NOW)).isEqualTo(Duration.ofMillis(millis));
    assertThat(soon.withoutEase(last.multipliedBy(millis).dividedBy(100))).isEqualTo(last);
  }

  @ParameterizedTest
  @CsvSource({"PT2S, 1600", "PT14S, 1600", "PT30S, 750", "PT60S, 400", "PT225S, 400", "PT5M, 300"})
  void whatConfirmsTakesMoreWhereItEndsBetweenTwoCompactions(Duration last, long millis) {
    ScanPace easy = ScanPace.easy(QUARTERLY, last);

    assertThat(easy.afterPage(page(100, 100, 100), NOW, NOW)).isEqualTo(Duration.ofMillis(millis));
    assertThat(easy.withoutEase(last.multipliedBy(millis).dividedBy(100))).isEqualTo(last);
  }

  @Test
  void theFirstScanReadsAsFastAsItMay() {
    assertThat(ScanPace.of(QUARTERLY).afterPage(page(100, 100, 100), NOW, NOW))
        .isEqualTo(Duration.ofMillis(100));
    assertThat(ScanPace.of(QUARTERLY).afterPage(page(1, 1, 1 << 20), NOW + ms(100), NOW + ms(100)))
        .isEqualTo(Duration.ofSeconds(1));
  }

  private static long ms(long count) {
    return Duration.ofMillis(count).toNanos();
  }
}
