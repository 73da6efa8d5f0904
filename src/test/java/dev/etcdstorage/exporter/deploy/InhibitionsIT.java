package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.RealAlertmanager;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What silences what, on a real Alertmanager: alerts are raised, and it says which are muted. */
class InhibitionsIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final WebhookReceiver receiver = WebhookReceiver.start();
  private RealAlertmanager alertmanager;

  @BeforeEach
  void start() throws IOException {
    Path config = folder.resolve("alertmanager.yml");
    Files.writeString(config, ShippedConfig.alertmanager(receiver.url(), 1));
    alertmanager = RealAlertmanager.start(config);
  }

  @AfterEach
  void stop() {
    alertmanager.close();
    receiver.close();
  }

  @Test
  void criticalSilencesTheWarningOfTheSameMemberOnly() {
    String critical = "EtcdDatabaseQuotaLowSpace severity=critical job=e member=m1 cluster=c";
    String warning = "EtcdDatabaseQuotaLowSpace severity=warning job=e member=m1 cluster=c";

    assertSilenced(
        List.of(critical),
        List.of(warning),
        List.of(
            warning.replace("m1", "m2"),
            warning.replace("job=e", "job=f"),
            warning.replace("cluster=c", "cluster=d"),
            warning + " etcd_cluster=lab",
            warning + " namespace=n",
            warning + " service=s",
            warning + " source=native",
            warning.replace("LowSpace", "ExhaustionPredicted"),
            "NotOurs severity=warning job=e member=m1 cluster=c"));
  }

  @Test
  void othersAlertsAreNoneOfOurs() {
    assertSilenced(
        List.of("NotOurs severity=critical job=e"),
        List.of(),
        List.of("NotOurs severity=warning job=e"));
  }

  @Test
  void nativeAlertsDifferByInstance() {
    String critical =
        "EtcdDatabaseQuotaLowSpace severity=critical source=native job=etcd instance=";
    String warning = critical.replace("critical", "warning");

    assertSilenced(List.of(critical + "a"), List.of(warning + "a"), List.of(warning + "b"));
  }

  @Test
  void noSpaceSilencesWhatLedToItInTheSameClusterOnly() {
    String where = " job=e namespace=n service=s etcd_cluster=x cluster=c";
    List<String> causes =
        List.of(
            "EtcdDatabaseQuotaLowSpace severity=warning member=m1",
            "EtcdDatabaseQuotaLowSpace severity=critical member=m2",
            "EtcdDatabaseQuotaExhaustionPredicted severity=warning member=m1",
            "EtcdDatabaseQuotaExhaustionPredicted severity=critical member=m2",
            "EtcdCompactionStalled severity=warning");
    List<String> spoken =
        new ArrayList<>(
            List.of(
                "EtcdWriteStorm severity=warning prefix=pods" + where,
                "EtcdHighFragmentation severity=warning member=m1" + where,
                "EtcdHistoryBloat severity=warning member=m1" + where,
                "EtcdCorruptAlarm severity=critical" + where));
    for (String elsewhere :
        List.of(
            where.replace("job=e", "job=f"),
            where.replace("=n ", "=other "),
            where.replace("service=s ", ""),
            where.replace("=x", "=y"),
            where.replace("cluster=c", "cluster=d"))) {
      assertThat(elsewhere).isNotEqualTo(where);
      causes.forEach(cause -> spoken.add(cause + elsewhere));
    }

    assertSilenced(
        List.of("EtcdNoSpaceAlarm severity=critical" + where),
        causes.stream().map(cause -> cause + where).toList(),
        spoken);
  }

  /** As most have it: no name for a cluster, no namespace, no service. */
  @Test
  void labelsThatBothLackAreEqual() {
    assertSilenced(
        List.of("EtcdNoSpaceAlarm severity=critical job=e"),
        List.of("EtcdDatabaseQuotaLowSpace severity=warning job=e member=m1"),
        List.of("EtcdDatabaseQuotaLowSpace severity=warning job=f member=m1"));
  }

  @Test
  void deadExporterSilencesWhatItCannotTellOfAllItsClusters() {
    assertSilenced(
        List.of("EtcdStorageExporterDown severity=warning job=e instance=i cluster=c"),
        List.of(
            "EtcdKeyspaceScanStale severity=info job=e cluster=c etcd_cluster=x",
            "EtcdQuotaUnknown severity=info job=e cluster=c member=m1",
            "EtcdStorageExporterShardMissing severity=warning job=e cluster=c"),
        List.of(
            "EtcdKeyspaceScanStale severity=info job=f cluster=c",
            "EtcdQuotaUnknown severity=info job=e cluster=d member=m1",
            "EtcdStorageExporterShardMissing severity=warning job=f cluster=c",
            "EtcdMemberUnreachable severity=warning job=e cluster=c member=m1",
            "EtcdDatabaseQuotaLowSpace severity=warning job=e cluster=c member=m1"));
  }

  /** A shard that never came has no target that could be down. */
  @Test
  void missingShardSilencesNobody() {
    assertSilenced(
        List.of("EtcdStorageExporterShardMissing severity=warning job=e cluster=c"),
        List.of(),
        List.of(
            "EtcdStorageExporterDown severity=warning job=f instance=i cluster=c",
            "EtcdKeyspaceScanStale severity=info job=e cluster=c etcd_cluster=x"));
  }

  @ParameterizedTest
  @CsvSource({
    "EtcdDatabaseQuotaLowSpace critical,            etcdDatabaseQuotaLowSpace critical",
    "EtcdDatabaseQuotaLowSpace critical,            etcdDatabaseQuotaLowSpace warning",
    "EtcdDatabaseQuotaLowSpace warning,             etcdDatabaseQuotaLowSpace warning",
    "EtcdNoSpaceAlarm critical,                     etcdDatabaseQuotaLowSpace critical",
    "EtcdNoSpaceAlarm critical,                     etcdExcessiveDatabaseGrowth warning",
    "EtcdDatabaseQuotaExhaustionPredicted critical, etcdExcessiveDatabaseGrowth warning",
    "EtcdDatabaseQuotaExhaustionPredicted warning,  etcdExcessiveDatabaseGrowth warning",
    "EtcdHighFragmentation warning,                 etcdDatabaseHighFragmentationRatio warning",
  })
  void alertsOfKubePrometheusThatSayTheSameAreSilenced(String ours, String theirs) {
    String their = theirs.replace(" ", " severity=") + " job=kube-etcd instance=10.0.0.1:2381";

    assertSilenced(
        List.of(ours.replace(" ", " severity=") + " job=etcd-storage member=m1 cluster=c"),
        List.of(their + " cluster=c"),
        List.of(their + " cluster=d"));
  }

  @Test
  void aWarningOfOursLeavesTheirCriticalAlertAlone() {
    assertSilenced(
        List.of("EtcdDatabaseQuotaLowSpace severity=warning job=e member=m1 cluster=c"),
        List.of("etcdDatabaseQuotaLowSpace severity=warning job=kube-etcd cluster=c"),
        List.of("etcdDatabaseQuotaLowSpace severity=critical job=kube-etcd cluster=c"));
  }

  /**
   * Raises them all and waits until exactly those are muted that should be. The ones that must not
   * be are in the same answer, so that what is waited for is proof for them too.
   */
  private void assertSilenced(List<String> causes, List<String> silenced, List<String> spoken) {
    Map<Map<String, String>, Boolean> expected = new LinkedHashMap<>();
    causes.forEach(alert -> expected.put(labels(alert), false));
    silenced.forEach(alert -> expected.put(labels(alert), true));
    spoken.forEach(alert -> expected.put(labels(alert), false));
    assertThat(expected).hasSize(causes.size() + silenced.size() + spoken.size());

    alertmanager.raise(List.copyOf(expected.keySet()));

    Poll.until(
        () -> "muted (true) must be " + expected + "\nbut it is " + muted(),
        SOON,
        () -> muted().equals(expected));
  }

  private Map<Map<String, String>, Boolean> muted() {
    Map<Map<String, String>, Boolean> muted = new LinkedHashMap<>();
    alertmanager
        .alerts()
        .forEach(alert -> muted.put(new TreeMap<>(alert.labels()), alert.inhibited()));
    return muted;
  }

  /** From a text such as {@code Name severity=warning job=e}. */
  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    for (String word : text.split(" ", -1)) {
      int equals = word.indexOf('=');
      labels.put(equals < 0 ? "alertname" : word.substring(0, equals), word.substring(equals + 1));
    }
    return labels;
  }
}
