package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdUsers;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A user who may not read the keyspace: what is shown, and what is not. */
class KeyspaceRefusedIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void refusalIsNamedAndNothingIsZeroThatIsUnknown(EtcdBinary binary) {
    try (EtcdUsers users = EtcdUsers.start(binary);
        RunningExporter exporter = start(users, users.etcd().endpoint())) {
      // When both parts have tried
      awaitRefused(exporter);

      // Then they are off for that reason
      ScrapedPage page = exporter.metrics();
      assertOff(users, page);

      // and what they do not know is absent
      assertThat(page.ours())
          .doesNotContain("etcd_storage_revisions_", "etcd_storage_compactor_info")
          .doesNotContain("etcd_storage_prefix_", "etcd_storage_live_bytes")
          .doesNotContain("etcd_storage_history_bytes", "etcd_storage_scan_keys")
          .doesNotContain("etcd_storage_scan_end", "etcd_storage_scan_revision");
      assertThat(page.value("etcd_storage_up")).isEqualTo(users.statusForAll() ? 1 : 0);
      assertThat(page.value("etcd_storage_scrape_errors_total", "reason", "permission_denied"))
          .isPositive();

      // and the document for scripts says the same
      Json keyspace = exporter.status().list("clusters").get(0).at("keyspace");
      assertThat(keyspace.at("watch").text("off")).isEqualTo("refused");
      assertThat(keyspace.at("watch").at("revisionsSeen").value()).isNull();
      assertThat(keyspace.at("scan").text("off")).isEqualTo("refused");

      // and the log says it once for each
      assertThat(exporter.logged("the watch switched itself off", "reason=refused", "permission"))
          .as(exporter.log())
          .hasSize(1);
      assertThat(exporter.logged("scan switches itself off", "reason=refused", "permission"))
          .as(exporter.log())
          .hasSize(1);
      assertThat(exporter.log()).doesNotContain("secret");
    }
  }

  /** etcd 3.5 refuses Status itself; nobody else can say anything while the other is away. */
  @ParameterizedTest
  @MethodSource("lines")
  void refusalIsNamedAlsoWhileAnotherMemberIsAway(EtcdBinary binary) {
    try (EtcdUsers users = EtcdUsers.start(binary);
        RunningExporter exporter =
            start(users, users.etcd().endpoint() + ",127.0.0.1:" + nobodyListens())) {
      awaitRefused(exporter);

      assertOff(users, exporter.metrics());
      assertThat(exporter.logged("level=warn", "reason=refused")).as(exporter.log()).hasSize(2);
    }
  }

  /** Privileged, so nothing is given it by chance. */
  private static int nobodyListens() {
    return 1;
  }

  private static RunningExporter start(EtcdUsers users, String endpoints) {
    return RunningExporter.start(
        "--endpoints",
        endpoints,
        "--user",
        EtcdUsers.LIMITED,
        "--password-file",
        users.passwordFile().toString());
  }

  private static void awaitRefused(RunningExporter exporter) {
    for (String part : List.of("watch", "scan")) {
      Poll.until(
          () -> part + " is refused:\n" + exporter.metrics().ours(),
          SOON,
          () ->
              exporter
                      .metrics()
                      .value("etcd_storage_keyspace_stops_total", "part", part, "reason", "refused")
                  == 1);
    }
  }

  /** Whether scanning is its turn can be told only where Status is answered. */
  private static void assertOff(EtcdUsers users, ScrapedPage page) {
    for (String part : List.of("watch", "scan")) {
      assertThat(page.value("etcd_storage_keyspace_off", "part", part)).as(part).isEqualTo(1);
    }
    assertThat(page.value("etcd_storage_keyspace_working", "part", "watch")).isZero();
    assertThat(page.value("etcd_storage_keyspace_working", "part", "scan"))
        .isEqualTo(users.statusForAll() ? 1 : 0);
  }
}
