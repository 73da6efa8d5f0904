package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.GrpcProxy;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.SilentRelay;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who is watched, and who is missed. The member list and Status say the same on every line, so the
 * oldest and the newest will do for what hangs on addresses.
 */
class MembersIT {
  private static final String UNWATCHED = "etcd_storage_member_unwatched";

  static Stream<EtcdBinary> oldestAndNewest() {
    List<EtcdBinary> lines = EtcdBinaries.lines();
    return lines.isEmpty() ? Stream.empty() : Stream.of(lines.get(0), lines.get(lines.size() - 1));
  }

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  private static int port(RealEtcd member) {
    return URI.create(member.clientUrl()).getPort();
  }

  @SuppressWarnings("try") // the relay is closed before its end, to make room for another
  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void membersThatAdvertiseOneAddressAreNotCountedTwiceAndTheOthersAreNamed(EtcdBinary binary) {
    int shared = SilentRelay.freePort();
    EtcdLaunch launch =
        EtcdLaunch.of(binary).flag("--advertise-client-urls=http://localhost:" + shared);
    try (RealCluster cluster = RealCluster.start(launch, 3);
        SilentRelay relay = SilentRelay.from(shared, port(cluster.members().get(0)));
        RunningExporter exporter =
            RunningExporter.start("--cluster", "--endpoints", cluster.endpoints().get(0))) {
      assertThat(relay.port()).isEqualTo(shared);
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.metrics();
        assertThat(page.members("etcd_storage_up")).as(page.ours()).containsExactly("etcd-0");
        assertThat(page.members(UNWATCHED)).containsExactlyInAnyOrder("etcd-1", "etcd-2");
        assertThat(page.all(UNWATCHED, "reason", "wrong_address", "voter", "true")).hasSize(2);
      }
      assertThat(exporter.page("/", "text/plain").body())
          .contains("1 of 3 members answer", "WARNING: etcd-1 is not watched");
      assertThat(exporter.status().list("clusters").get(0).list("unwatched"))
          .extracting(member -> member.text("name"))
          .containsExactlyInAnyOrder("etcd-1", "etcd-2");
      assertThat(exporter.logged("etcd-2 is not watched")).hasSize(1);

      // When the address leads to another one after all, then that one is seen there
      relay.leadTo(port(cluster.members().get(1)));
      exporter.metrics();
      ScrapedPage page = exporter.metrics();
      assertThat(page.members("etcd_storage_up")).containsExactly("etcd-0", "etcd-1");
      assertThat(page.members(UNWATCHED)).containsExactly("etcd-2");
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void voterThatNeverStartedIsMissedAndLearnersHaveNoVote(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter all =
            RunningExporter.start("--cluster", "--endpoints", cluster.endpoints().get(0));
        RunningExporter own = RunningExporter.start("--endpoints", cluster.endpoints().get(1))) {
      ScrapedPage before = all.metrics();
      assertThat(before.members(UNWATCHED)).isEmpty();
      assertThat(before.of("etcd-2", "etcd_storage_has_leader")).isEqualTo(1);
      assertThat(own.metrics().members(UNWATCHED)).isEmpty();

      String voter = cluster.addUnstarted(List.of());

      assertThat(
              all.metrics()
                  .value(UNWATCHED, "member", voter, "voter", "true", "reason", "never_started"))
          .isEqualTo(1);
      assertThat(all.page("/", "text/plain").body())
          .contains("3 of 4 members answer")
          .contains("WARNING: " + voter + " was added and never started");
      assertThat(all.page("/", "text/html").body()).contains("3 of 4 members answer");

      // Without --cluster it is told too, and nobody is missed who was not asked for
      try (RunningExporter later =
          RunningExporter.start("--endpoints", cluster.endpoints().get(1))) {
        assertThat(later.metrics().members(UNWATCHED)).containsExactly(voter);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void clientUrlsAreTriedInTurn(EtcdBinary binary) {
    int open = SilentRelay.freePort();
    EtcdLaunch launch =
        EtcdLaunch.of(binary)
            .flag("--advertise-client-urls=http://127.0.0.1:1,http://127.0.0.1:" + open);
    try (RealCluster cluster = RealCluster.start(launch, 2);
        SilentRelay relay = SilentRelay.from(open, port(cluster.members().get(1)));
        RunningExporter exporter =
            RunningExporter.start("--cluster", "--endpoints", cluster.endpoints().get(0))) {
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.metrics();
        assertThat(page.of("etcd-1", "etcd_storage_up")).as(page.ours()).isEqualTo(1);
        assertThat(
                page.all(
                    "etcd_storage_member_info",
                    "member",
                    "etcd-1",
                    "address",
                    "127.0.0.1:" + relay.port()))
            .hasSize(1);
        assertThat(page.members(UNWATCHED)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void memberOfAnotherSchemeIsNotWatchedWithoutTheFilesAndItIsSaidWhichAreMissing(
      EtcdBinary binary) {
    EtcdLaunch launch = EtcdLaunch.of(binary).flag("--advertise-client-urls=https://localhost:1");
    try (RealCluster cluster = RealCluster.start(launch, 2);
        RunningExporter exporter =
            RunningExporter.start("--cluster", "--endpoints", cluster.endpoints().get(0))) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.members("etcd_storage_up")).containsExactly("etcd-0");
      assertThat(page.all(UNWATCHED, "member", "etcd-1", "reason", "no_tls_settings")).hasSize(1);
      assertThat(exporter.logged("it advertises https only", "give --cacert")).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void proxyIsToldOnceAndItsMembersAreNotMixed(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        GrpcProxy proxy = GrpcProxy.before(binary, cluster);
        RunningExporter exporter = RunningExporter.start("--cluster", "--endpoints", proxy.url())) {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 30 && seen.size() < 2; i++) {
        ScrapedPage page = exporter.metrics();
        List<ScrapedPage.Series> infos = page.all("etcd_storage_member_info");
        assertThat(infos).as(page.ours()).hasSize(1);
        // Each of them under its own id
        assertThat(infos.get(0).labels().get("member"))
            .isEqualTo(infos.get(0).labels().get("member_id"));
        seen.add(infos.get(0).labels().get("member_id"));
        assertThat(page.all("etcd_storage_time_to_full_seconds")).isEmpty();
      }
      assertThat(seen).as("members that answered in turn").hasSizeGreaterThan(1);

      Json status = exporter.status().list("clusters").get(0);
      assertThat(status.list("endpointWarnings"))
          .extracting(warning -> warning.text("problem"))
          .containsExactly("several_members");
      assertThat(status.list("members").get(0).at("history").list("times")).isEmpty();
      assertThat(exporter.page("/", "text/plain").body())
          .contains("WARNING: " + proxy.url() + " leads to several members in turn");
      assertThat(exporter.logged("leads to several members in turn")).hasSize(1);
    }
  }
}
