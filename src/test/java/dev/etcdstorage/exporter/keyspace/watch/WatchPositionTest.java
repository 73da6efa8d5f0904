package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.testkit.util.ManualTime;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchPositionTest {
  private final ManualTime time = new ManualTime();
  private final WatchLedger ledger =
      new WatchLedger(
          new Prefixes(PrefixSettings.DEFAULT), false, WriteListener.NONE, time.instant());

  private WatchPosition at(long next, long maxResume) {
    ledger.open(next, time.instant());
    return new WatchPosition(
        maxResume, time, ledger, new WatchLog(new RecordingLogger(), Optional.empty()));
  }

  @Test
  void liveWatchIsTooFarBehindByAsMuchAsMayBeCaughtUp() {
    assertThat(at(11, 2_000).behind(2_010)).isFalse();
    assertThat(at(11, 2_000).behind(2_011)).isTrue();
  }

  @Test
  void cancellingALiveWatchSparesNothingWhereEtcdReadsAllInOneGo() {
    assertThat(at(11, 20).behind(1_010)).isFalse();
    assertThat(at(11, 20).behind(1_011)).isTrue();
  }

  @Test
  void nothingIsBehindBeforeTheAccountIsOpen() {
    WatchPosition position = at(11, 20);
    ledger.forget(time.instant());

    assertThat(position.behind(5_000)).isFalse();
  }
}
