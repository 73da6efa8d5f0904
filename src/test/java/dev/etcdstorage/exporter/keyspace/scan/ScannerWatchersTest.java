package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import java.time.Duration;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the scan does about watchers of etcd that cannot keep up while it reads. */
class ScannerWatchersTest {
  private static final int KEYS = 2_000;

  private final FakeMember fake = FakeMember.start(0);
  private final ScanBench bench = new ScanBench(fake.clientUrl(), When.ALWAYS);

  @AfterEach
  void close() {
    bench.close();
    fake.close();
  }

  private void slow(int watchers) {
    fake.page().text("etcd_debugging_mvcc_slow_watcher_total " + watchers + "\n");
  }

  /** Each look is so much later than the one before, and finds so many slow watchers. */
  private ScanSample scan(Duration between, IntUnaryOperator slow) {
    var unused = fake.etcd().keys().putAll(KEYS, i -> Key.of("/registry/pods/default/p-" + i), 30);
    bench.member.beforeStatus =
        number -> {
          slow(slow.applyAsInt(number));
          bench.later(between);
        };
    return bench.scan();
  }

  @Test
  void switchesItselfOffWhenTheyRiseAndStayRisen() {
    // When
    ScanSample sample = scan(SlowWatchers.EVERY, number -> number < 8 ? 1 : 2);

    // Then
    assertThat(sample.part().off()).contains(StopReason.SLOW_WATCHERS);
    assertThat(sample.part().stops()).containsEntry(StopReason.SLOW_WATCHERS, 1L);
    assertThat(sample.last()).isEmpty();
    assertThat(bench.log.lines())
        .filteredOn(line -> line.contains("switches itself off"))
        .singleElement()
        .asString()
        .contains("reason=\"slow_watchers\" minutes=\"15\"");
  }

  @Test
  void goesOnWhileOthersAreSlowAllTheTime() {
    ScanSample sample = scan(SlowWatchers.EVERY, number -> 3);

    assertThat(sample.part().off()).isEmpty();
    assertThat(sample.last().orElseThrow().total().keys()).isEqualTo(KEYS);
  }

  @Test
  void readsThePageOnceAMinuteHoweverOftenItLooks() {
    ScanSample sample = scan(Duration.ofSeconds(10), number -> 1);

    // Then a walk of some thirty looks has passed as many times ten seconds
    int looks = bench.member.looks();
    assertThat(sample.last()).isPresent();
    assertThat(looks).isGreaterThan(20);
    assertThat(fake.page().fetches()).isBetween(looks / 7, looks / 5);
  }

  @Test
  void pageThatCannotBeReadSaysNothing() {
    fake.page().status(404);

    ScanSample sample = scan(SlowWatchers.EVERY, number -> number);

    assertThat(fake.page().fetches()).isGreaterThan(3);
    assertThat(sample.last().orElseThrow().total().keys()).isEqualTo(KEYS);
  }
}
