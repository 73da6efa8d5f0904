package dev.etcdstorage.exporter.maintenance.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardAdviceTest {
  @ParameterizedTest
  @EnumSource(Guard.class)
  void everyGuardHasOneLineOfAdviceWithoutAFullStop(Guard guard) {
    assertThat(GuardAdvice.of(guard)).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFRAG_RUNNING", "APPLY_LAG", "CATCHING_UP", "LOCKED"})
  void whatEndsByItselfIsWaitedFor(Guard guard) {
    assertThat(GuardAdvice.of(guard)).contains("wait ");
  }

  @Test
  void underCorruptNothingIsChanged() {
    assertThat(GuardAdvice.of(Guard.CORRUPT_ALARM)).startsWith("change nothing");
  }
}
