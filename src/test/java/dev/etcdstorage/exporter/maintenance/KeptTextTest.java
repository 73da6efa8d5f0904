package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is kept in etcd, which anybody there may have written. */
class KeptTextTest {
  private static final Instant ENDED = Instant.parse("2026-03-01T02:30:00.25Z");

  @Test
  void runIsReadAsItWasWritten() {
    DefragRecord run =
        new DefragRecord(ENDED, Duration.ofMillis(1500), 900, 100, false, "no answer in time");

    assertThat(KeptRuns.parse(KeptRuns.text("etcd-1", run))).contains(run);
  }

  @Test
  void whatIsNoRunIsNone() {
    assertThat(KeptRuns.parse("")).isEmpty();
    assertThat(KeptRuns.parse("ended=yesterday\n")).isEmpty();
    assertThat(KeptRuns.parse("ended=2026-03-01T02:30:00Z\ntook_ms=many\n")).isEmpty();
  }

  @Property
  void anyTextIsARunOrNone(@ForAll String text) {
    assertThat(KeptRuns.parse(text)).isNotNull();
  }

  @Property
  void anyDetailStaysOneLine(@ForAll String detail) {
    DefragRecord run = new DefragRecord(ENDED, Duration.ZERO, 1, 1, false, detail);

    assertThat(KeptRuns.parse(KeptRuns.text("etcd-1", run)))
        .hasValueSatisfying(
            read -> {
              assertThat(read.detail().chars()).noneMatch(Character::isISOControl);
              assertThat(read.ended()).isEqualTo(ENDED);
            });
  }

  @Test
  void holderIsDescribedForWhoFindsTheLockHeld() {
    LockHolder holder = new LockHolder("serve", "node-2", 4711, ENDED);

    assertThat(LockHolder.describe(holder.toText()))
        .isEqualTo("serve on node-2, pid 4711, since 2026-03-01T02:30:00Z");
  }

  @Test
  void valueOfSomebodyElseCannotWriteToTheTerminal() {
    assertThat(LockHolder.describe("host=\u001b[2Jevil\nprogram=x\u202ey"))
        .isEqualTo("x y on [2Jevil, pid unknown, since unknown");
  }
}
