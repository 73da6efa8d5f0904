package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReadLimitsTest {
  private static int keysOnly(long storedBytes) {
    return ReadLimits.keysOnly(OptionalLong.of(storedBytes)).pageKeys();
  }

  @Test
  void pageOfKeysAloneIsBoundedByWhatEtcdReadsForIt() {
    assertThat(keysOnly(4_096)).isEqualTo(1_024);
    assertThat(keysOnly(1)).isEqualTo(5_000);
    assertThat(keysOnly(0)).isEqualTo(5_000);
  }

  @Test
  void fewAreAskedForWhereTheyAreLargeOrNothingIsKnown() {
    assertThat(keysOnly(1_000_000)).isEqualTo(64);
    assertThat(ReadLimits.keysOnly(OptionalLong.empty()).pageKeys()).isEqualTo(64);
  }
}
