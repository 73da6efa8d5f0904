package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --cluster}: one seed leads to all members, and whatever changes is followed. */
class DiscoveryIT {

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void membersThatJoinMoveAndLeaveAreFollowed(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter =
            RunningExporter.start("--cluster", "--endpoints", cluster.endpoints().get(0))) {
      // One seed, and the very first scrape shows all three
      assertAllUp(exporter.metrics(), "etcd-0", "etcd-1", "etcd-2");

      // When a learner joins, then it is there in the second scrape at the latest
      RealEtcd learner = cluster.addLearner();
      ScrapedPage four = secondScrape(exporter);
      assertAllUp(four, "etcd-0", "etcd-1", "etcd-2", "etcd-3");
      assertThat(four.of("etcd-3", "etcd_storage_is_learner")).isEqualTo(1);
      assertThat(four.of("etcd-2", "etcd_storage_is_learner")).isZero();
      // A learner is asked only for what it answers
      assertThat(
              four.value(
                  "etcd_storage_scrape_errors_total", "member", "etcd-3", "reason", "etcd_error"))
          .isZero();

      // When it leaves, then so do its series
      cluster.removeMember(learner);
      ScrapedPage three = secondScrape(exporter);
      assertAllUp(three, "etcd-0", "etcd-1", "etcd-2");
      assertThat(three.familiesOf("etcd-3")).isEmpty();

      // When a member comes back at another address, then it is met there
      RealEtcd moved = cluster.members().get(2);
      String before = moved.endpoint();
      moved.restartOnAnotherClientPort();
      assertThat(moved.endpoint()).isNotEqualTo(before);
      ScrapedPage page = secondScrape(exporter);
      assertAllUp(page, "etcd-0", "etcd-1", "etcd-2");
      assertThat(
              page.all("etcd_storage_member_info", "member", "etcd-2", "address", moved.endpoint()))
          .hasSize(1);

      // When the seed itself is gone, then the others are still known
      RealEtcd seed = cluster.members().get(0);
      seed.kill9();
      ScrapedPage seedless = exporter.metrics();
      assertThat(seedless.of("etcd-0", "etcd_storage_up")).isZero();
      assertThat(seedless.of("etcd-1", "etcd_storage_up")).isEqualTo(1);
      assertThat(seedless.of("etcd-2", "etcd_storage_up")).isEqualTo(1);

      assertThat(exporter.logged("member joined the member list")).hasSize(3);
      assertThat(exporter.logged("member advertises another address")).hasSize(1);
      assertThat(exporter.logged("member left the member list")).hasSize(1);
    }
  }

  private static ScrapedPage secondScrape(RunningExporter exporter) {
    exporter.metrics();
    return exporter.metrics();
  }

  private static void assertAllUp(ScrapedPage page, String... members) {
    assertThat(page.members("etcd_storage_up")).as(page.ours()).containsExactly(members);
    for (String member : members) {
      assertThat(page.of(member, "etcd_storage_up")).as(page.ours()).isEqualTo(1);
    }
  }
}
