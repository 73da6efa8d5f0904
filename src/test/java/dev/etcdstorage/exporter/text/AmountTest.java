package dev.etcdstorage.exporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "20480, 20.0 KiB",
    "102348, 99.9 KiB",
    "102400, 100 KiB",
    "1048064, 1.0 MiB",
    "2147483648, 2.0 GiB",
    "3298534883328, 3.0 TiB",
    "1125899906842624, 1024 TiB",
    "-1, -1 B"
  })
  void bytesHaveTenthsBelowAHundredOnly(long bytes, String text) {
    assertThat(Amount.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0%",
    "0.004, 0.4%",
    "0.0994, 9.9%",
    "0.4567, 46%",
    "0.9, 90%",
    "0.953, 95.3%",
    "0.9996, 100%",
    "1.0123, 101.2%"
  })
  void partsHaveTenthsNearNothingAndNearAll(double ratio, String text) {
    assertThat(Amount.percent(ratio)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.44S, 0.4 s",
    "PT7S, 7 s",
    "PT45.6S, 46 s",
    "PT89S, 89 s",
    "PT90S, 1.5 min",
    "PT25M, 25 min",
    "PT90M, 1.5 h",
    "PT47H, 47 h",
    "PT48H, 2 days",
    "P30D, 30 days",
    "P365D, 365 days",
    "P400D, more than a year"
  })
  void durationsAreInTheUnitThatLeavesTheFewestDigits(Duration duration, String text) {
    assertThat(Amount.duration(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 keys", "1, 1 key", "'1850021', '1,850,021 keys'"})
  void oneIsNotSeveral(long count, String text) {
    assertThat(Amount.count(count, "key")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"3, 3, 3", "3, 1005, '3 to 1,005'"})
  void aRangeOfOneIsANumber(long least, long most, String text) {
    assertThat(Amount.range(least, most)).isEqualTo(text);
  }

  @Test
  void rateAndMomentSayTheirUnitAndZone() {
    assertThat(Amount.rate(1_572_864.9)).isEqualTo("1.5 MiB/s");
    assertThat(Amount.moment(Instant.parse("2026-03-01T12:00:00.9Z")))
        .isEqualTo("2026-03-01 12:00:00 UTC");
  }
}
