package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.text.OwnCommand;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** One exporter for many clusters, each of which can be scraped by itself. */
class ManyClustersTest {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final FakeEtcd eu = FakeEtcd.start();
  private final FakeEtcd us = FakeEtcd.start();

  @TempDir Path dir;
  private Path file;
  private Daemon daemon;

  @BeforeEach
  void start() throws IOException {
    file = dir.resolve("exporter.yaml");
    write("prod-eu", eu.clientUrl(), "prod-us", us.clientUrl());
    LogSettings.set(
        Level.ERROR,
        LogFormat.LOGFMT,
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    daemon =
        Daemon.start(
            ConfigFile.load(file),
            () -> ConfigFile.load(file),
            "test",
            cluster -> new OwnCommand(OwnCommand.NAME, ""));
  }

  @AfterEach
  void stop() {
    daemon.close();
    eu.close();
    us.close();
  }

  private void write(String... namesAndUrls) throws IOException {
    StringBuilder text = new StringBuilder("clusters:\n");
    for (int i = 0; i < namesAndUrls.length; i += 2) {
      text.append(
          "  - {name: %s, endpoints: [\"%s\"]}\n".formatted(namesAndUrls[i], namesAndUrls[i + 1]));
    }
    Files.writeString(file, text + "web: {listenAddresses: [\"127.0.0.1:0\"]}\n");
  }

  private String address() {
    return "127.0.0.1:" + daemon.addresses().get(0).getPort();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + address() + path))
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response = send("GET", path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private int statuses(FakeEtcd member) {
    return member.calls(MaintenanceGrpc.getStatusMethod());
  }

  /**
   * The daemon looks once at its start, then the watch asks for a Status of its own; the next look
   * is a minute later.
   */
  private void awaitStart() {
    Poll.until(
        "both have been looked at and are watched",
        Duration.ofSeconds(30),
        () -> {
          try {
            return !get("/api/v1/status").contains("\"times\":[]")
                && eu.openWatches() == 1
                && us.openWatches() == 1;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void probeTellsOfTheOneClusterThatItNamesAndAsksNoOther() throws Exception {
    awaitStart();
    int before = statuses(us);

    String page = get("/probe?target=prod-eu");

    assertThat(page)
        .contains("etcd_storage_up{etcd_cluster=\"prod-eu\",")
        .doesNotContain("prod-us", "jvm_", "build_info");
    assertThat(statuses(us)).isEqualTo(before);
  }

  @Test
  void metricsTellOfAllClusters() throws Exception {
    assertThat(get("/metrics"))
        .contains(
            "etcd_storage_up{etcd_cluster=\"prod-eu\",",
            "etcd_storage_up{etcd_cluster=\"prod-us\",",
            "jvm_");
  }

  @Test
  void probeOfWhatIsNotConfiguredIsRefusedWithoutConnectingAnywhere() throws Exception {
    for (String target : List.of(us.endpoint(), us.clientUrl(), "prod-de", "")) {
      HttpResponse<String> response = send("GET", "/probe?target=" + target);

      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.body())
          .isEqualTo("no such cluster; the configuration names prod-eu, prod-us\n");
    }
    HttpResponse<String> without = send("GET", "/probe");
    assertThat(without.statusCode()).isEqualTo(400);
    assertThat(without.body())
        .isEqualTo(
            "say which cluster: /probe?target=NAME; the configuration names prod-eu, prod-us\n");
  }

  @Test
  void targetsAreWhatPrometheusDiscovers() throws Exception {
    Json targets = Json.parse("{\"list\":" + get("/api/v1/targets") + "}");

    assertThat(targets.list("list")).hasSize(2);
    Json first = targets.list("list").get(0);
    assertThat(first.list("targets").get(0).asText()).isEqualTo(address());
    assertThat(first.at("labels").text("__metrics_path__")).isEqualTo("/probe");
    assertThat(first.at("labels").text("__param_target")).isEqualTo("prod-eu");
    assertThat(first.at("labels").text("instance")).isEqualTo("prod-eu");
    // What Prometheus makes of it leads to that cluster's page.
    assertThat(
            get(
                first.at("labels").text("__metrics_path__")
                    + "?target="
                    + first.at("labels").text("__param_target")))
        .contains("prod-eu");
  }

  @Test
  void clusterThatHangsCostsTheOthersProbesNothing() throws Exception {
    awaitStart();
    us.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang());
    int before = statuses(us);

    // A deadline that the hanging one would use up.
    String page =
        send("GET", "/probe?target=prod-eu", "X-Prometheus-Scrape-Timeout-Seconds", "3600").body();
    assertThat(statuses(us)).as("the one that hangs is not even asked").isEqualTo(before);
    String both = send("GET", "/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "1").body();

    assertThat(page).contains("etcd_storage_up{etcd_cluster=\"prod-eu\",").contains("} 1.0");
    assertThat(both)
        .containsPattern("etcd_storage_up\\{etcd_cluster=\"prod-eu\",member=\"[^\"]+\"} 1.0")
        .containsPattern("etcd_storage_up\\{etcd_cluster=\"prod-us\",member=\"[^\"]+\"} 0.0");
  }

  @Test
  void reloadAddsAndRemovesClustersAndLeavesTheWatchesOfTheRestAlone() throws Exception {
    get("/metrics");
    try (FakeEtcd asia = FakeEtcd.start()) {
      Poll.until(
          "a watch",
          Duration.ofSeconds(30),
          () -> eu.openWatches() == 1 && !eu.watchStarts().isEmpty());
      int watches = eu.watchStarts().size();
      write("prod-eu", eu.clientUrl(), "prod-asia", asia.clientUrl());

      assertThat(send("POST", "/-/reload").statusCode()).isEqualTo(200);

      assertThat(get("/api/v1/targets")).contains("prod-eu", "prod-asia").doesNotContain("prod-us");
      assertThat(send("GET", "/probe?target=prod-us").statusCode()).isEqualTo(404);
      assertThat(get("/probe?target=prod-asia")).contains("etcd_storage_up{");
      get("/probe?target=prod-eu");
      assertThat(eu.openWatches()).isEqualTo(1);
      assertThat(eu.watchStarts()).hasSize(watches);
    }
  }
}
