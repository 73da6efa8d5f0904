package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.scan.BlockingScan;
import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Finds the live data by one scan. */
public final class ScannedLiveData implements Estimator {
  /** 8 GiB, the largest sound quota, take five minutes at the scan's pace. */
  private static final Duration AT_MOST = Duration.ofMinutes(20);

  private final EtcdCluster cluster;
  private final InstantSource clock;

  public ScannedLiveData(EtcdCluster cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  @Override
  public LiveData read(MemberSample from, Consumer<ScanProgress> progress) {
    try (EtcdMember member = cluster.member(from.endpoint())) {
      BlockingScan.Speed speed =
          readOnly(from) ? BlockingScan.Speed.UNPACED : BlockingScan.Speed.BRISK;
      BlockingScan.Result result =
          new BlockingScan(member, new Prefixes(PrefixSettings.DEFAULT), speed, clock)
              .walk(AT_MOST, progress);
      if (result instanceof BlockingScan.GivenUp givenUp) {
        return LiveData.unknown(givenUp.why());
      }
      ScanResult scan = ((BlockingScan.Done) result).scan();
      return scan.values()
          ? new LiveData(scan.fileBytes(), scan.largestLeafBytes(), scan.prefixes(), "")
          : LiveData.unknown(
              "a value is too large to be read, and the refusal does not say how large");
    }
  }

  private static boolean readOnly(MemberSample member) {
    return member.status().filter(status -> status.lists(Alarm.NOSPACE)).isPresent();
  }
}
