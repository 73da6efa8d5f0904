package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaiseQuotaTest {
  private static final long MIB = 1 << 20;

  /** All in MiB. */
  @ParameterizedTest
  @CsvSource({
    "2048, 2000, 4096",
    "2048, 3000, 8192",
    "16, 15, 32",
    "16, 22, 64",
    "4096, 4000, 8192",
    "6144, 6000, 8192",
  })
  void isTheNextPowerOfTwoWithRoomForWhatLives(long quota, long live, long larger) {
    assertThat(RaiseQuota.larger(quota * MIB, live * MIB)).isEqualTo(larger * MIB);
  }

  @ParameterizedTest
  @CsvSource({"8192, 8000", "10000, 9500"})
  void isNeverMoreThanIsSound(long quota, long live) {
    // Above the ceiling nothing larger is offered: the advice is then to delete
    assertThat(RaiseQuota.larger(quota * MIB, live * MIB)).isGreaterThan(8192 * MIB);
  }
}
