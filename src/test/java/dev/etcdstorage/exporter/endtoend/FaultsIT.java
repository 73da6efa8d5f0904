package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A member that is gone, hangs or comes back shows as such, and never spoils the others. */
@Tag("alone") // it measures how soon a page comes
class FaultsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** What Prometheus allows a scrape in these tests, and how soon after it a page must be there. */
  private static final Duration TIMEOUT = Duration.ofMillis(2_500);

  private static final Duration OFFSET = Duration.ofMillis(500);

  /** For a loaded machine: the page comes after the budget, whatever the scheduler does. */
  private static final Duration SLACK = Duration.ofMillis(900);

  private static final Set<String> OF_A_MEMBER_THAT_IS_DOWN =
      Set.of(
          "etcd_storage_up",
          "etcd_storage_scrape_errors_total",
          "etcd_storage_maintenance_running");

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void killedMemberIsDownAndUpAgainInTheFirstScrapeAfterItIsBack(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster)) {
      assertAllUp(exporter.metrics(), cluster);
      RealEtcd victim = cluster.followers().get(0);

      // When it is killed, then it is down at the next scrape, under its name, and that is quick
      victim.kill9();
      for (int scrape = 1; scrape <= 3; scrape++) {
        RunningExporter.Scrape down = exporter.scrape(TIMEOUT);
        assertOnlyDown(down.page(), cluster, victim);
        assertThat(down.took()).isLessThan(TIMEOUT.minus(OFFSET));
        assertThat(errors(down.page(), victim, "unreachable")).isEqualTo(scrape);
      }

      // When it is back, then the first scrape shows it, with all of its values
      victim.restart();
      ScrapedPage back = exporter.metrics();
      assertAllUp(back, cluster);
      assertThat(back.familiesOf(victim.name()))
          .containsAll(back.familiesOf(cluster.leader().name()));
      assertThat(errors(back, victim, "unreachable")).isEqualTo(3);

      // and the log tells the two changes, once each
      assertThat(exporter.logged("member does not answer")).hasSize(1);
      assertThat(exporter.logged("member=" + victim.name(), "reason=unreachable")).hasSize(1);
      assertThat(exporter.logged("msg=\"member answers\"", "member=" + victim.name())).hasSize(2);
      assertThat(exporter.logged("msg=\"member answers\"")).hasSize(4);
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void hangingLeaderCostsTheDeadlineAndAnotherTakesOver(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster)) {
      assertThat(exporter.metrics().leaders()).containsExactly(cluster.leader().name());
      RealEtcd paused = cluster.leader();

      // When the leader hangs
      paused.pause();
      RunningExporter.Scrape scrape = exporter.scrape(TIMEOUT);

      // Then the scrape takes the time that it was given and no more
      assertOnlyDown(scrape.page(), cluster, paused);
      assertThat(scrape.took()).isLessThan(TIMEOUT.minus(OFFSET).plus(SLACK));
      assertThat(errors(scrape.page(), paused, "timeout")).isEqualTo(1);
      Duration shorter = Duration.ofSeconds(1);
      RunningExporter.Scrape hurried = exporter.scrape(shorter);
      assertOnlyDown(hurried.page(), cluster, paused);
      assertThat(hurried.took()).isLessThan(shorter.minus(OFFSET).plus(SLACK));

      // and the new leader shows
      RealEtcd next = cluster.leader();
      assertThat(next).isNotSameAs(paused);
      assertThat(exporter.scrape(TIMEOUT).page().leaders()).containsExactly(next.name());

      // When it goes on, then it is up, and a follower
      paused.resume();
      Poll.until("the resumed member follows", SOON, () -> cluster.followers().contains(paused));
      ScrapedPage resumed = exporter.metrics();
      assertAllUp(resumed, cluster);
      assertThat(resumed.leaders()).containsExactly(cluster.leader().name());

      // When leadership is moved, then the next scrape says so
      RealEtcd chosen = cluster.followers().get(0);
      cluster.leader().etcdctl().moveLeader(chosen.memberId());
      assertThat(cluster.leader()).isSameAs(chosen);
      assertThat(exporter.metrics().leaders()).containsExactly(chosen.name());

      assertThat(exporter.logged("member does not answer")).hasSize(1);
      assertThat(exporter.logged("member=" + paused.name(), "reason=timeout")).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void lastMemberStillAnswersAndWithoutItAllAreDownUnderTheirNames(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster)) {
      assertAllUp(exporter.metrics(), cluster);
      List<RealEtcd> members = cluster.members();

      // When the quorum is lost
      members.get(0).kill9();
      members.get(1).kill9();

      // Then the one that is left answers Status, with its values, and knows no leader before long
      Poll.until(
          () -> "no leader on the page:\n" + exporter.metrics().ours(),
          SOON,
          () -> {
            ScrapedPage page = exporter.metrics();
            assertThat(page.of("etcd-2", "etcd_storage_up")).isEqualTo(1);
            assertThat(page.of("etcd-2", "etcd_storage_db_size_bytes")).isPositive();
            assertThat(page.of("etcd-2", "etcd_storage_compacted_revision")).isZero();
            return page.leaders().isEmpty();
          });

      // When none is left, then the page is there, with all members' names
      members.get(2).kill9();
      ScrapedPage dark = exporter.metrics();
      for (RealEtcd member : members) {
        assertDown(dark, member);
      }

      // When they are back, then the first scrape shows all of them
      members.forEach(RealEtcd::start);
      members.forEach(RealEtcd::awaitReady);
      assertAllUp(exporter.metrics(), cluster);
      assertThat(exporter.logged("member does not answer")).hasSize(3);
      assertThat(exporter.logged("msg=\"member answers\"")).hasSize(6);
    }
  }

  private static RunningExporter watch(RealCluster cluster) {
    return RunningExporter.start("--endpoints", String.join(",", cluster.endpoints()));
  }

  private static void assertAllUp(ScrapedPage page, RealCluster cluster) {
    for (RealEtcd member : cluster.members()) {
      assertThat(page.of(member.name(), "etcd_storage_up")).as(page.ours()).isEqualTo(1);
    }
  }

  private static void assertOnlyDown(ScrapedPage page, RealCluster cluster, RealEtcd down) {
    assertDown(page, down);
    for (RealEtcd member : cluster.members()) {
      if (member != down) {
        assertThat(page.of(member.name(), "etcd_storage_up")).as(page.ours()).isEqualTo(1);
        assertThat(page.familiesOf(member.name())).containsAll(ScrapedPage.OF_A_MEMBER_THAT_IS_UP);
      }
    }
  }

  private static void assertDown(ScrapedPage page, RealEtcd member) {
    assertThat(page.of(member.name(), "etcd_storage_up")).as(page.ours()).isZero();
    assertThat(page.familiesOf(member.name())).isSubsetOf(OF_A_MEMBER_THAT_IS_DOWN);
    assertThat(page.find("etcd_storage_maintenance_running", "member", member.name())).isEmpty();
  }

  private static double errors(ScrapedPage page, RealEtcd member, String reason) {
    return page.value(
        "etcd_storage_scrape_errors_total", "member", member.name(), "reason", reason);
  }
}
