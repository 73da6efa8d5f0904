package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DbSpaceTest {
  @Test
  void anEmptyFileHasNoFragmentation() {
    assertThat(new DbSpace(0, 0).fragmentation()).isEmpty();
    assertThat(new DbSpace(1, 0).fragmentation()).hasValue(1);
  }

  /** The two figures are not of one moment. */
  @Test
  void moreInUseThanTheFileHoldsIsNoFragmentation() {
    assertThat(new DbSpace(100, 101).fragmentation()).hasValue(0);
    assertThat(new DbSpace(100, 75).fragmentation()).hasValue(0.25);
  }

  @Test
  void aDisabledQuotaHasNoUsage() {
    assertThat(new DbSpace(100, 75).quotaUsage(0)).isEmpty();
    assertThat(new DbSpace(100, 75).quotaUsage(-1)).isEmpty();
    assertThat(new DbSpace(100, 75).quotaUsage(1)).hasValue(100);
    assertThat(new DbSpace(100, 75).quotaUsage(80)).hasValue(1.25);
  }
}
