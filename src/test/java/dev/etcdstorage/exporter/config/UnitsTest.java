package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "500ms, PT0.5S",
    "15s, PT15S",
    "5m, PT5M",
    "2h, PT2H",
    "1d, PT24H",
    "1h30m, PT90M",
    "1m500ms, PT1M0.5S"
  })
  void readsDurationsAsPrometheusWritesThem(String text, Duration expected) {
    assertThat(Units.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "5 s",
        "-5s",
        "1.5s",
        "5S",
        "5sec",
        "five",
        "5m x",
        "999999999999999999999s",
        "9999999999999999d"
      })
  void refusesWhatIsNoDurationAndSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> Units.duration(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageMatching(".*(write it as 500ms, 15s, 5m or 1h30m|is too long a duration)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "8589934592, 8589934592",
    "8GiB, 8589934592",
    "8 GiB, 8589934592",
    "8GB, 8000000000",
    "1.5GiB, 1610612736",
    "500MB, 500000000",
    "512MiB, 536870912",
    "10KB, 10000",
    "10KiB, 10240",
    "1TiB, 1099511627776",
    "7B, 7"
  })
  void readsSizesInBinaryAndDecimalUnits(String text, long expected) {
    assertThat(Units.bytes(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GiB", "8G", "8gib", "8,5GiB", "1e9", "0x10", "8GiB extra"})
  void refusesWhatIsNoSizeAndSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> Units.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + text + "\" is not a size; write it as 8GiB or as bytes, 8589934592");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "1.3B", "9999999999TiB"})
  void refusesFractionsOfBytesAndSizesBeyondLong(String text) {
    assertThatThrownBy(() -> Units.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a whole number of bytes");
  }

  @Property
  void partsOfADurationAddUp(
      @ForAll @IntRange(max = 1000) int hours,
      @ForAll @IntRange(max = 1000) int minutes,
      @ForAll @IntRange(max = 1000) int millis) {
    assertThat(Units.duration(hours + "h" + minutes + "m" + millis + "ms"))
        .isEqualTo(Duration.ofHours(hours).plusMinutes(minutes).plusMillis(millis));
  }

  @Property
  void plainBytesAreThemselves(@ForAll long bytes) {
    assertThat(Units.bytes(Long.toString(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500ms", "15s", "90s", "5m", "90m", "24h", "0s"})
  void writesDurationsAsTheyAreRead(String text) {
    assertThat(Units.text(Units.duration(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "1000", "1536KiB", "8MiB", "3GiB", "2TiB", "1025GiB"})
  void writesSizesAsTheyAreRead(String text) {
    assertThat(Units.text(Units.bytes(text))).isEqualTo(text);
  }
}
