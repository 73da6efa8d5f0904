package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EndpointStatus;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.Etcdctl;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A cluster that goes from 3.5 to 3.6 to 3.7, member by member, while the exporter looks on, with a
 * downgrade that is enabled and called off in between.
 */
class RollingUpgradeIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long QUOTA = 128L << 20;

  private final EtcdBinary old = EtcdBinaries.newest("3.5");
  private final EtcdBinary middle = EtcdBinaries.newest("3.6");
  private final EtcdBinary latest = EtcdBinaries.newest("3.7");

  private long beforeTheWatch;

  @Test
  void everyMemberIsShownRightlyAtEachStepAndTheWatchAccountCloses() {
    try (RealCluster cluster = RealCluster.start(EtcdLaunch.of(old).quotaBytes(QUOTA), 3);
        RunningExporter exporter =
            RunningExporter.start("--cluster", "--endpoints", endpoints(cluster))) {
      Poll.until(
          () -> "the watch is established:\n" + exporter.log(),
          SOON,
          () -> exporter.metrics().watches());
      beforeTheWatch = cluster.etcdctl().endpointStatus().get(0).revision();

      upgrade(cluster, exporter, middle);
      assertNoteOfCheckGoes(cluster, "storage version");

      // A downgrade is enabled: the storage version falls at once
      Etcdctl etcdctl = Etcdctl.to(middle, cluster.members());
      etcdctl.run("downgrade", "enable", "3.5");
      Poll.until(
          () -> "all members tell of the downgrade:\n" + exporter.status(),
          SOON,
          () ->
              members(exporter).stream()
                  .allMatch(
                      member ->
                          "3.5.0".equals(member.at("downgradeTarget").value())
                              && "3.5.0".equals(member.at("storageVersion").value())));
      assertShown(cluster, exporter);
      assertThat(check(cluster))
          .contains("a downgrade to 3.5.0 is enabled (etcd-0, etcd-1 and etcd-2)")
          .doesNotContain("behind the version");
      assertThat(page(exporter)).contains("a downgrade to 3.5.0 is enabled");
      etcdctl.run("downgrade", "cancel");
      assertNoteOfCheckGoes(cluster, "downgrade");

      upgrade(cluster, exporter, latest);
      assertNoteOfCheckGoes(cluster, "storage version");
      assertThat(page(exporter)).doesNotContain("behind etcd");
    }
  }

  private void upgrade(RealCluster cluster, RunningExporter exporter, EtcdBinary to) {
    EtcdBinary from = cluster.members().get(0).binary();
    for (int i = 0; i < 3; i++) {
      cluster.members().get(i).restartAs(to);
      // While a leader is elected etcd drops writes without a word.
      try (Writer writer = Writer.to(cluster.leader().endpoint())) {
        writer.fill("/registry/pods/shop/" + to.version() + "-" + i + "-", 500, 1_000);
      }

      assertShown(cluster, exporter);
      if (i < 2) {
        assertThat(check(cluster))
            .contains("members run different versions: " + from.version() + " (")
            .contains(line(from) + ".0, behind the version that etcd-0 ");
        assertThat(page(exporter))
            .contains("version " + line(from) + ".0, behind etcd " + to.version());
      }
    }
  }

  /** Version, size, quota and its source of every member, and the watch's account. */
  private void assertShown(RealCluster cluster, RunningExporter exporter) {
    Poll.until(
        () -> "figures are etcd's own:\n" + exporter.metrics().ours(),
        SOON,
        () -> {
          ScrapedPage page = exporter.metrics();
          return cluster.members().stream().allMatch(member -> isShown(member, page));
        });
    long passed = cluster.leader().etcdctl().status().revision() - beforeTheWatch;
    Poll.until(
        () -> "seen and missed are the " + passed + " that passed:\n" + exporter.metrics().ours(),
        SOON,
        () -> {
          ScrapedPage page = exporter.metrics();
          return page.find("etcd_storage_revisions_seen_total").orElse(0)
                  + page.find("etcd_storage_revisions_missed_total").orElse(0)
              == passed;
        });
  }

  private static boolean isShown(RealEtcd member, ScrapedPage page) {
    EndpointStatus status = member.etcdctl().status();
    String name = member.name();
    String source = line(member.binary()).equals("3.5") ? "metrics" : "status";
    String version = member.binary().version().toString();
    return page.find("etcd_storage_up", "member", name).orElse(0) == 1
        && page.all("etcd_storage_member_info", "member", name, "version", version).size() == 1
        && page.find("etcd_storage_db_size_bytes", "member", name).orElse(0) == status.dbSize()
        && page.find("etcd_storage_quota_bytes", "member", name).orElse(0) == QUOTA
        && page.all("etcd_storage_quota_info", "member", name).size() == 1
        && page.find("etcd_storage_quota_info", "member", name, "source", source).orElse(0) == 1;
  }

  private static void assertNoteOfCheckGoes(RealCluster cluster, String words) {
    Poll.until(
        () -> "check says nothing of the " + words + ":\n" + check(cluster),
        SOON,
        () -> !check(cluster).contains(words));
  }

  private static String check(RealCluster cluster) {
    try (RunningCommand check =
        RunningCommand.start(
            "check", "--interval=0", "--etcd.timeout=15s", "--endpoints", endpoints(cluster))) {
      assertThat(check.exitCode()).as(check.output()).isZero();
      // Sentences are broken into lines.
      return check.output().replaceAll("\\s+", " ");
    }
  }

  private static String page(RunningExporter exporter) {
    return exporter.page("/", "text/plain").body();
  }

  private static List<Json> members(RunningExporter exporter) {
    return exporter.status().list("clusters").get(0).list("members");
  }

  private static String endpoints(RealCluster cluster) {
    return String.join(",", cluster.members().stream().map(RealEtcd::clientUrl).toList());
  }

  /** Such as 3.5. */
  private static String line(EtcdBinary binary) {
    return binary.version().majorMinor();
  }
}
