package dev.etcdstorage.exporter.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.data.Workload;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RuleGenerator;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/**
 * From the image to the alert: everything in containers, the image run as the shipped DaemonSet
 * says, Prometheus and Alertmanager with the shipped files, in which only addresses and times are
 * others. On 3.5: what is tested is the way from the image to the person.
 */
@ExtendWith(NeedsEngine.class)
class AlertIT {
  /**
   * A scrape every 30 s is one every 1.5 s, and may take a second: the exporter takes off half a
   * second from what Prometheus grants it.
   */
  private static final int FASTER = 20;

  private static final long QUOTA = 16L << 20;
  private static final int VALUE_BYTES = 256 << 10;
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String NODE = "node-1";
  private static final Path RULES = Path.of("rules/etcd-storage.rules.yaml");

  @TempDir private Path folder;

  @Test
  void whatFillsEtcdReachesWhoeverItIsForAndRecoverEndsIt() throws Exception {
    Workload daemonSet = Workload.all(Installation.of("daemonset").manifests()).get(0);
    try (Network network = Network.newNetwork();
        KubeadmNode node = node(network);
        PodContainer exporter = new PodContainer(node, daemonSet);
        ReceiverContainer receiver = new ReceiverContainer(network);
        AlertmanagerContainer alertmanager = alertmanager(network);
        PrometheusContainer prometheus = prometheus(network)) {
      // Given a node whose etcd the exporter watches, and alerting that works
      Startables.deepStart(node.etcd(), receiver, alertmanager).join();
      exporter.start();
      exporter.awaitGreen();
      prometheus.start();
      awaitScrapeAndRules(prometheus);
      Alert watchdog = awaitFiring(receiver, "dead-mans-switch", "Watchdog", "none");
      assertThat(watchdog.labels())
          .containsOnly(
              Map.entry("alertname", "Watchdog"),
              Map.entry("severity", "none"),
              Map.entry("cluster", "example"));

      try (Writer writer = node.writer()) {
        // When the file is past four fifths of the quota
        fillPastFourFifths(node, writer);

        // Then somebody hears of it in working hours
        Alert low = awaitFiring(receiver, "working-hours", "EtcdDatabaseQuotaLowSpace", "warning");
        assertThat(low.labels())
            .containsOnly(
                Map.entry("alertname", "EtcdDatabaseQuotaLowSpace"),
                Map.entry("severity", "warning"),
                Map.entry("cluster", "example"),
                Map.entry("job", "etcd-storage"),
                Map.entry("member", NODE));
        assertThat(low.annotations().get("summary"))
            .matches("etcd member " + NODE + ": database at [89][0-9.]+% of its quota");
        assertRunbook(low);

        // When etcd refuses writes
        writer.overwriteUntilNoSpace("/history", VALUE_BYTES);

        // Then somebody is woken
        Alert full = awaitFiring(receiver, "on-call", "EtcdNoSpaceAlarm", "critical");
        assertThat(full.labels())
            .containsOnly(
                Map.entry("alertname", "EtcdNoSpaceAlarm"),
                Map.entry("severity", "critical"),
                Map.entry("cluster", "example"),
                Map.entry("job", "etcd-storage"));
        assertThat(full.annotations().get("summary")).contains("read-only");
        assertRunbook(full);

        // When recover is called in the running pod by its name alone
        ExecResult recover =
            exporter.execInContainer("etcd-storage-exporter", "recover", "--yes", "--no-snapshot");
        assertThat(recover.getStdout()).as(recover.getStderr()).contains("RECOVERED");
        assertThat(recover.getExitCode()).isZero();

        // Then etcd takes writes, and who was woken hears that it is over
        writer.fill("/after", 1, 1);
        Poll.until(
            () -> "the end is told; told was " + told(receiver),
            SOON,
            () ->
                receiver
                    .first("on-call", alert -> !alert.firing() && alert.name().equals(full.name()))
                    .isPresent());
        Poll.until(
            () -> "only the watchdog is left of " + alertsOf(alertmanager),
            SOON,
            () -> alertmanager.alerts().equals(List.of("Watchdog")));
      }
      assertEverythingCameWhereItBelongs(receiver);
    }
  }

  private KubeadmNode node(Network network) throws IOException {
    return new KubeadmNode(
            folder.resolve("node"),
            network,
            NODE,
            EtcdBinaries.newest("3.5"),
            ExporterContainer.PORT)
        .etcdFlag("--quota-backend-bytes=" + QUOTA);
  }

  private AlertmanagerContainer alertmanager(Network network) throws IOException {
    return new AlertmanagerContainer(
        network,
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            ShippedConfig.alertmanager(ReceiverContainer.url(), FASTER)));
  }

  private PrometheusContainer prometheus(Network network) throws IOException {
    Path checkout = folder.resolve("checkout");
    Path config = checkout.resolve(ShippedConfig.PROMETHEUS);
    Files.createDirectories(config.getParent());
    Files.createDirectories(checkout.resolve(RULES).getParent());
    Files.writeString(
        config,
        ShippedConfig.prometheus(
            NODE + ":" + ExporterContainer.PORT, AlertmanagerContainer.address(), FASTER));
    Files.copy(ShippedConfig.WATCHDOG, checkout.resolve(ShippedConfig.WATCHDOG));
    RuleGenerator.into(checkout.resolve(RULES), "--faster", Integer.toString(FASTER));
    return new PrometheusContainer(network, checkout, FASTER);
  }

  private static void awaitScrapeAndRules(PrometheusContainer prometheus) throws IOException {
    Poll.until(
        () -> "the exporter is scraped; Prometheus said:\n" + prometheus.getLogs(),
        SOON,
        () ->
            !prometheus.targets().isEmpty()
                && prometheus.targets().stream()
                    .allMatch(target -> target.text("health").equals("up")));
    assertThat(prometheus.groups())
        .extracting(group -> group.text("file"))
        .contains(
            PrometheusContainer.CHECKOUT + "/" + RULES,
            PrometheusContainer.CHECKOUT + "/" + ShippedConfig.WATCHDOG);
    assertThat(prometheus.groups())
        .flatExtracting(group -> group.list("rules"))
        .allSatisfy(rule -> assertThat(rule.text("lastError")).isEmpty());
  }

  /** By old versions of a key; etcd tells the size with some delay, so the last steps are small. */
  private static void fillPastFourFifths(KubeadmNode node, Writer writer) throws IOException {
    writer.overwrite("/history", QUOTA * 55 / 100 / VALUE_BYTES, VALUE_BYTES);
    Poll.until(
        "four fifths of the quota are used",
        SOON,
        () -> {
          writer.overwrite("/history", 1, VALUE_BYTES / 4);
          return quotaUsage(node) > 0.82;
        });
    assertThat(quotaUsage(node)).as("what is critical is yet to come").isLessThan(0.95);
  }

  private static double quotaUsage(KubeadmNode node) throws IOException {
    return ScrapedPage.parse(Http.get(node.url(ExporterContainer.PORT) + "/metrics").body())
        .of(NODE, "etcd_storage_quota_usage_ratio");
  }

  private static Alert awaitFiring(
      ReceiverContainer receiver, String by, String name, String severity) {
    return Poll.answer(
        () -> name + " comes by " + by + "; told was " + told(receiver),
        SOON,
        () ->
            receiver.first(
                by,
                alert ->
                    alert.firing()
                        && alert.name().equals(name)
                        && severity.equals(alert.labels().get("severity"))));
  }

  /** The runbook that it names is one of ours. */
  private static void assertRunbook(Alert alert) {
    String file = "/docs/runbooks/" + alert.name() + ".md";
    assertThat(alert.annotations().get("runbook_url")).startsWith("https://").endsWith(file);
    assertThat(Path.of(file.substring(1))).isRegularFile();
  }

  /** Each message by the path of its receiver, and nobody is woken by less than critical. */
  private static void assertEverythingCameWhereItBelongs(ReceiverContainer receiver)
      throws IOException {
    assertThat(receiver.notifications())
        .allSatisfy(
            notification -> {
              assertThat(notification.path()).isEqualTo("/" + notification.receiver());
              for (Alert alert : notification.alerts()) {
                String severity = alert.labels().get("severity");
                assertThat(notification.receiver())
                    .isEqualTo(
                        "critical".equals(severity)
                            ? "on-call"
                            : "none".equals(severity) ? "dead-mans-switch" : "working-hours");
              }
            });
  }

  private static String told(ReceiverContainer receiver) {
    try {
      return receiver.notifications().stream()
          .flatMap(
              notification ->
                  notification.alerts().stream()
                      .map(alert -> alert.status() + " by " + notification.path() + alert.labels()))
          .distinct()
          .collect(Collectors.joining("\n", "\n", ""));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String alertsOf(AlertmanagerContainer alertmanager) {
    try {
      return alertmanager.alerts().toString();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
