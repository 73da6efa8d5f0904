package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.RealAlertmanager;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver.Notification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert that always fires, from a pair of real Prometheis to the dead man's switch. */
class WatchdogIT {
  private static final int FASTER = 120;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path RULES = Path.of("rules/etcd-storage.rules.yaml");

  @TempDir private Path folder;

  @Test
  void pairSendsOneAlertAgainAndAgainUntilBothAreGone() throws IOException {
    try (WebhookReceiver receiver = WebhookReceiver.start();
        RealAlertmanager alertmanager =
            RealAlertmanager.start(
                write("alertmanager.yml", ShippedConfig.alertmanager(receiver.url(), FASTER)))) {
      // When
      try (RealPrometheus a = prometheus(alertmanager, "a");
          RealPrometheus b = prometheus(alertmanager, "b")) {
        Poll.until("both fire", SOON, () -> List.of(a, b).stream().allMatch(WatchdogIT::fires));
        int before = receiver.notifications().size();
        Poll.until("again and again", SOON, () -> receiver.notifications().size() > before + 4);

        // Then
        assertThat(alertmanager.alerts()).hasSize(1);
        assertThat(alertmanager.alerts().get(0).labels())
            .containsEntry("alertname", "Watchdog")
            .containsEntry("cluster", "example")
            .doesNotContainKey("prometheus_replica");
      }

      // and when both are gone, it is over without a word
      Poll.until("it has ended", SOON, () -> alertmanager.alerts().isEmpty());
      assertThat(receiver.notifications())
          .allSatisfy(
              notification -> {
                assertThat(notification.path()).isEqualTo("/dead-mans-switch");
                assertThat(notification.receiver()).isEqualTo("dead-mans-switch");
              })
          .flatExtracting(Notification::alerts)
          .allMatch(WebhookReceiver.Alert::firing);
    }
  }

  private RealPrometheus prometheus(RealAlertmanager alertmanager, String replica)
      throws IOException {
    String config =
        ShippedConfig.prometheus("127.0.0.1:1", alertmanager.address(), List.of(RULES), FASTER)
            .replace("prometheus_replica: a", "prometheus_replica: " + replica);
    return RealPrometheus.start(
        write("prometheus-" + replica + ".yml", config), "--rules.alert.resend-delay=500ms");
  }

  private static boolean fires(RealPrometheus prometheus) {
    return prometheus.alerts().stream()
        .anyMatch(alert -> alert.name().equals("Watchdog") && alert.firing());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
