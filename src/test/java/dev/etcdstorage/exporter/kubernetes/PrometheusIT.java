package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.PrometheusApi;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A Prometheus in the cluster, without an operator, by deploy/prometheus/prometheus-kubernetes.yml.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class PrometheusIT {
  private static final Duration LIMIT = Duration.ofMinutes(3); // it scrapes every 30 s

  @AfterEach
  void removeAll(Site site) {
    site.remove("daemonset");
  }

  @Test
  void findsThePodsAndEvaluatesTheRules(Site site) {
    site.readme("kubectl apply -k deploy/kubernetes/daemonset");

    try (PrometheusPod pod = PrometheusPod.start(site)) {
      PrometheusApi prometheus = pod.api();

      Poll.until(
          () -> "a scrape; up: " + prometheus.query("up"),
          LIMIT,
          () -> !prometheus.query("etcd_storage_up").isEmpty());
      assertThat(prometheus.query("up"))
          .singleElement()
          .satisfies(
              up -> {
                assertThat(up.value()).isEqualTo(1);
                assertThat(up.labels())
                    .containsEntry("job", "etcd-storage")
                    .containsEntry("namespace", "kube-system")
                    .containsEntry("node", "node1")
                    .containsEntry("pod", site.pod("kube-system", Site.DAEMONSET));
              });
      // But for those that look back at days, and have the time: they are evaluated every two
      // minutes.
      Poll.until(
          () -> "the rules were evaluated: " + prometheus.rules(),
          LIMIT,
          () -> withHealth(prometheus, "ok").size() > 20);
      assertThat(withHealth(prometheus, "err")).isEmpty();
      assertThat(withHealth(prometheus, "ok"))
          .contains("EtcdDatabaseQuotaLowSpace", "EtcdNoSpaceAlarm");
    }
  }

  private static List<String> withHealth(PrometheusApi prometheus, String health) {
    return prometheus.rules().stream()
        .filter(rule -> rule.text("health").equals(health))
        .map(rule -> rule.text("name"))
        .toList();
  }
}
