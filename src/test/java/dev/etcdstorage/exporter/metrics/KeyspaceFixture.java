package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.ledger.LiveNow;
import dev.etcdstorage.exporter.keyspace.ledger.ReplacedVersions;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.Compactor;
import dev.etcdstorage.exporter.keyspace.watch.HotKey;
import dev.etcdstorage.exporter.keyspace.watch.PrefixWrites;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a watch and a scan may have found. */
public final class KeyspaceFixture {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** What the watch has made of that scan since. */
  private static final LiveNow BROUGHT_FORWARD =
      new LiveNow(
          2_900_700,
          true,
          false,
          true,
          true,
          Map.of(
              "pods", new Live(1_300, 2_600_000, 5_800_000),
              "leases", new Live(110, 200_000, 55_000)),
          120_000,
          OptionalLong.of(60_600_000),
          ReplacedVersions.since(1_840_000, 2_900_700, 150_000_000));

  private KeyspaceFixture() {}

  /** Both work, and have for a while. */
  public static KeyspaceSample working(boolean scanFresh) {
    return new KeyspaceSample(
        Optional.empty(),
        Optional.of(
            new WatchSample(
                new PartSample(true, Optional.empty(), stops()),
                NOON.minus(Duration.ofHours(3)),
                true,
                2_900_000,
                400,
                2_900_701,
                Map.of(
                    "pods", new PrefixWrites(2_800_000, 1_000, 12_320_000_000L, 45_000),
                    "leases", new PrefixWrites(100_000, 0, 50_000_000, 0),
                    "other", new PrefixWrites(7, 0, 700, 0)),
                Compactor.NONE_SEEN,
                List.of(
                    new HotKey(
                        Optional.of(Key.of("/registry/pods/shop/<b>cart-0</b>")),
                        "pods",
                        91_000,
                        91_200),
                    new HotKey(Optional.empty(), "leases", 700, 700)))),
        Optional.of(
            new ScanSample(
                new PartSample(scanFresh, Optional.empty(), stops()),
                Optional.of(
                    new ScanResult(
                        NOON,
                        Duration.ofMillis(12_500),
                        0xc1,
                        0xa1,
                        1_850_000,
                        true,
                        true,
                        Map.of(
                            "pods", new Live(1_200, 1_700_000, 5_280_000),
                            "leases", new Live(110, 100_000, 55_000)),
                        OptionalLong.of(60_000_000),
                        OptionalLong.of(8_192))),
                scanFresh,
                false,
                Map.of("timeout", 1L, "restored", 0L))),
        Optional.of(BROUGHT_FORWARD).filter(live -> scanFresh));
  }

  /** The watch did harm; the scan has only just begun. */
  public static KeyspaceSample off() {
    Map<StopReason, Long> once = new EnumMap<>(stops());
    once.put(StopReason.SLOW_WATCHERS, 1L);
    return new KeyspaceSample(
        Optional.empty(),
        Optional.of(
            new WatchSample(
                new PartSample(false, Optional.of(StopReason.SLOW_WATCHERS), once),
                NOON,
                true,
                10,
                0,
                1_850_022,
                Map.of(),
                Compactor.KUBE_APISERVER,
                List.of())),
        Optional.of(
            new ScanSample(
                new PartSample(true, Optional.empty(), stops()),
                Optional.empty(),
                false,
                true,
                Optional.of(
                    new ScanProgress(
                        312_000,
                        1_000_000,
                        OptionalLong.of(170_000_000),
                        OptionalLong.of(190_000_000),
                        Duration.ofSeconds(31))),
                Map.of("timeout", 0L))));
  }

  /** The watch lost its member a while ago; there is no scan. */
  public static KeyspaceSample away() {
    return new KeyspaceSample(
        Optional.empty(),
        Optional.of(
            new WatchSample(
                new PartSample(false, Optional.empty(), stops()),
                NOON,
                true,
                40_000,
                400,
                1_840_001,
                Map.of("leases", new PrefixWrites(40_000, 0, 20_000_000, 0)),
                Compactor.NONE_SEEN,
                List.of())),
        Optional.empty());
  }

  private static Map<StopReason, Long> stops() {
    Map<StopReason, Long> stops = new EnumMap<>(StopReason.class);
    for (StopReason reason : StopReason.values()) {
      stops.put(reason, 0L);
    }
    return stops;
  }
}
