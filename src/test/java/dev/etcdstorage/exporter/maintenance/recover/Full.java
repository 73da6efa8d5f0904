package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EndpointStatus;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.Etcdctl;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.math.BigInteger;
import java.time.Duration;

/** Clusters that history has filled, with some keys that live. */
public final class Full {
  public static final long QUOTA = 16L << 20;
  public static final String LIVE = "/live/";
  public static final int LIVE_KEYS = 500;

  private Full() {}

  public static RealCluster cluster(EtcdBinary binary) {
    return cluster(binary, 3);
  }

  static RealCluster cluster(EtcdBinary binary, int size) {
    return cluster(EtcdLaunch.of(binary).quotaBytes(QUOTA), size);
  }

  static RealCluster cluster(EtcdLaunch launch, int size) {
    RealCluster etcd = RealCluster.start(launch, size);
    try (Writer writer = Writer.to(etcd.leader().endpoint())) {
      fill(writer);
      Poll.until(
          "every member lists the alarm",
          Duration.ofSeconds(20),
          () ->
              etcd.etcdctl().endpointStatus().stream()
                  .noneMatch(status -> status.errors().isEmpty()));
      return etcd;
    } catch (RuntimeException | Error e) {
      etcd.close();
      throw e;
    }
  }

  public static void fill(Writer writer) {
    writer.fill(LIVE, LIVE_KEYS, 100);
    writer.overwriteUntilNoSpace("/history", 256 << 10);
  }

  /** A member whose id stands in the alarm list. */
  static RealEtcd raiser(RealCluster etcd) {
    String listed = etcd.etcdctl().alarms().get(0).replaceAll("\\D*(\\d+).*", "$1");
    long id = new BigInteger(listed).longValue();
    return etcd.members().stream()
        .filter(member -> member.memberId() == id)
        .findFirst()
        .orElseThrow(() -> new AssertionError(listed + " is none of " + etcd.members()));
  }

  /** As etcd's own tools see it. */
  public static void assertRecovered(Etcdctl etcdctl) {
    assertThat(etcdctl.alarms()).isEmpty();
    assertThat(etcdctl.endpointStatus())
        .allSatisfy(
            status -> {
              assertThat(status.errors()).isEmpty();
              assertThat(status.dbSize()).isLessThan(QUOTA / 4);
            });
    assertThat(etcdctl.endpointStatus())
        .extracting(EndpointStatus::revision)
        .containsOnly(etcdctl.endpointStatus().get(0).revision());
    assertThat(etcdctl.count(LIVE)).isEqualTo(LIVE_KEYS);
    assertThat(etcdctl.count("/history")).isEqualTo(1);
    assertThat(etcdctl.count("/etcd-storage-exporter/")).isZero();
    etcdctl.put("/after", "well");
  }
}
