package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.NightPage;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.PrometheusApi;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The night of the write-up on a real control plane: an API server that does not compact, pods that
 * are restarted again and again, and the way out by the documented command. The quota is small and
 * the rules' times are divided by {@link #FASTER}; nothing else is played.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class IncidentIT {
  /** A second stands for two minutes. */
  private static final int FASTER = 120;

  /** The usual pace is that of an hour and more ago, so this much at least must be known of it. */
  private static final Duration QUIET = Duration.ofHours(1).plusMinutes(30).dividedBy(FASTER);

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Pattern REFUSED = Pattern.compile("refused (\\S+) after (\\d+): (.*)");
  private static final String API_SERVER = "/etc/kubernetes/manifests/kube-apiserver.yaml";

  /** Pods that do nothing, and are restarted in the storm. */
  private static final String SHOP =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec:
        replicas: 3
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec:
            terminationGracePeriodSeconds: 0
            tolerations: [{operator: Exists}]
            containers: [{name: shop, image: "registry.k8s.io/pause:%s"}]
      """;

  @BeforeEach
  void stopCompaction(Site site) {
    setCompaction(site, "0");
  }

  @AfterEach
  void removeAll(Site site) {
    setCompaction(site, "5m");
    site.run("kubectl delete --ignore-not-found deployment shop");
    site.remove("daemonset");
  }

  @Test
  void alertsComeBeforeTheFirstRefusedWriteAndTheDocumentedCommandMendsIt(Site site) {
    // Given a quiet cluster that is watched
    site.readme("kubectl apply -k deploy/kubernetes/daemonset");
    site.write(
        "shop.yaml",
        SHOP.formatted(site.run("kubelet --version").replace("Kubernetes ", "").strip()));
    site.run("kubectl apply -f shop.yaml && kubectl rollout status deployment/shop --timeout=3m");
    try (PrometheusPod pod = PrometheusPod.startFaster(site, FASTER)) {
      PrometheusApi prometheus = pod.api();
      Instant quiet = Instant.now();
      Poll.until(
          "a usual pace",
          LIMIT,
          () ->
              Duration.between(quiet, Instant.now()).compareTo(QUIET) > 0
                  && !prometheus.query("cluster:etcd_storage_prefix_events:usual").isEmpty());

      // When the pods are restarted again and again
      Instant stormed = Instant.now();
      Instant refused = storm(site);

      // Then nothing can be written, which the API server says, and the alerts before it
      Command.Result create =
          site.plane().tryShell(site.files(), "kubectl create configmap too-late");
      assertThat(create.exitCode()).isNotZero();
      assertThat(create.stderr()).contains("database space exceeded");
      Poll.until(
          () -> "told of it: " + prometheus.alerts(),
          LIMIT,
          () -> prometheus.alerts().stream().anyMatch(alert -> fires(alert, "EtcdNoSpaceAlarm")));
      Map<String, Instant> fired = fired(prometheus, stormed);
      tell("storm began", stormed, refused);
      fired.forEach((alert, at) -> tell(alert, at, refused));
      assertThat(fired.get("EtcdWriteStorm warning pods")).isBefore(refused);
      assertThat(fired.get("EtcdDatabaseQuotaLowSpace critical")).isBefore(refused);
      assertThat(fired.get("EtcdDatabaseQuotaExhaustionPredicted critical")).isBefore(refused);

      // When somebody recovers it by the documented command
      String said = site.run(NightPage.block("daemonset-act"));

      // Then the cluster works
      Instant recovered = Instant.now();
      tell("recovered", recovered, refused);
      assertThat(said).contains("RECOVERED: etcd takes writes again");
      site.run("kubectl create configmap in-time && kubectl delete configmap in-time");
      site.run(NightPage.block("after"));
      site.run(
          """
          kubectl rollout restart deployment/shop
          kubectl rollout status deployment/shop --timeout=3m
          """);
      tell("rolled out", Instant.now(), refused);

      // When the API server compacts again, more often than it would
      setCompaction(site, "15s");

      // Then the exporter knows who does it, and nothing is stalled
      Poll.until(
          () -> "kube-apiserver compacts: " + page(site).all("etcd_storage_compactor_info"),
          LIMIT,
          () ->
              page(site)
                      .find("etcd_storage_compactor_info", "compactor", "kube-apiserver")
                      .orElse(0)
                  == 1);
      Poll.until(
          () -> "no alert is left: " + prometheus.alerts(),
          LIMIT,
          () ->
              prometheus.alerts().stream()
                  .noneMatch(
                      alert ->
                          alert.name().equals("EtcdCompactionStalled")
                              || alert.name().equals("EtcdNoSpaceAlarm")));
      tell("no EtcdCompactionStalled", Instant.now(), refused);
    }
  }

  /** Returns when the first write was refused. */
  private static Instant storm(Site site) {
    String classes =
        StatusStorm.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String pods =
        site.run("kubectl get pods -l app=shop -o jsonpath='{.items[*].metadata.name}'")
            .strip()
            .replaceAll("(\\S+)", "default/$1");
    String script =
        """
        kubectl proxy --port=8001 >/dev/null &
        trap 'kill %%1' EXIT
        %s/bin/java -cp '%s' %s http://127.0.0.1:8001 %s
        """
            .formatted(System.getProperty("java.home"), classes, StatusStorm.class.getName(), pods);
    try (RunningCommand storm = site.plane().background(script)) {
      Poll.until(
          () -> "a write is refused; it said:\n" + storm.output(),
          Duration.ofMinutes(10),
          () -> !storm.isRunning());
      Matcher refused = REFUSED.matcher(storm.output());
      assertThat(refused.find()).as(storm.output()).isTrue();
      assertThat(refused.group(3)).contains("database space exceeded");
      System.err.println("the storm: " + refused.group(2) + " patches");
      return Instant.parse(refused.group(1));
    }
  }

  /** The first time of each alert since then, by its name, severity and prefix if it has one. */
  private static Map<String, Instant> fired(PrometheusApi prometheus, Instant since) {
    Map<String, Instant> fired = new TreeMap<>();
    List<Json> alerts =
        prometheus.queryRange(
            "ALERTS{alertstate=\"firing\", severity!=\"none\"}",
            (double) since.getEpochSecond(),
            (double) Instant.now().getEpochSecond() + 1,
            0.25);
    for (Json alert : alerts) {
      Map<String, String> labels = alert.at("metric").texts();
      String name =
          "%s %s %s"
              .formatted(
                  labels.get("alertname"),
                  labels.get("severity"),
                  labels.getOrDefault("prefix", ""))
              .strip();
      double first = Double.parseDouble(alert.list("values").get(0).items().get(0).asText());
      fired.merge(
          name, Instant.ofEpochMilli((long) (first * 1000)), (a, b) -> a.isBefore(b) ? a : b);
    }
    return fired;
  }

  private static boolean fires(PrometheusApi.Alert alert, String name) {
    return alert.firing() && alert.name().equals(name);
  }

  /** A line of the timeline that docs/benchmarks.md has. */
  private static void tell(String what, Instant at, Instant refused) {
    System.err.printf(
        Locale.ROOT,
        "timeline: %-55s %+6.1f s%n",
        what,
        Duration.between(refused, at).toMillis() / 1000.0);
  }

  private static ScrapedPage page(Site site) {
    return site.page("kube-system", Site.DAEMONSET);
  }

  /** How often the API server compacts; it is another container afterwards. */
  private static void setCompaction(Site site, String interval) {
    String before = site.container("kube-apiserver");
    site.run(
        """
        sed -i -e '/--etcd-compaction-interval/d' \\
          -e 's|^    - kube-apiserver$|&\\n    - --etcd-compaction-interval=%s|' %s
        """
            .formatted(interval, API_SERVER));
    site.awaitOtherContainer("kube-apiserver", before);
  }
}
