package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.text.OwnCommand;
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

/** A configuration that is read again while the daemon runs. */
class ReloadTest {
  private static final String SUCCESSFUL = "etcd_storage_exporter_config_last_reload_successful";
  private static final String SUCCESS_TIME =
      "etcd_storage_exporter_config_last_reload_success_timestamp_seconds";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final FakeMember member = FakeMember.start(2_147_483_648L);

  @TempDir Path dir;
  private Path file;
  private Daemon daemon;
  private volatile boolean broken;

  @BeforeEach
  void start() throws IOException {
    file = dir.resolve("exporter.yaml");
    write("name: first");
    LogSettings.set(
        Level.INFO, LogFormat.LOGFMT, new PrintStream(log, true, StandardCharsets.UTF_8));
    daemon =
        Daemon.start(
            ConfigFile.load(file),
            this::load,
            "test",
            cluster -> new OwnCommand(OwnCommand.NAME, ""));
    resetLog();
  }

  @AfterEach
  void stop() {
    daemon.close();
    member.close();
  }

  private ExporterConfig load() {
    if (broken) {
      throw new StackOverflowError("of a parser");
    }
    return ConfigFile.load(file);
  }

  private void write(String lines) throws IOException {
    Files.writeString(
        file,
        "clusters:\n  - endpoints: [%s]\n    %s\nweb: {listenAddresses: [\"127.0.0.1:0\"]}\n"
            .formatted(member.clientUrl(), lines));
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + daemon.addresses().get(0).getPort() + path))
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(10))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private String page() throws Exception {
    HttpResponse<String> response = send("GET", "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private void resetLog() {
    LogSettings.flush(Duration.ofSeconds(10));
    log.reset();
  }

  private List<String> logged() {
    LogSettings.flush(Duration.ofSeconds(10));
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void goodFileIsTakenUp() throws Exception {
    assertThat(page()).contains("etcd_storage_up{etcd_cluster=\"first\",");

    write("name: second");
    HttpResponse<String> response = send("POST", "/-/reload");

    assertThat(response.statusCode()).isEqualTo(200);
    String page = page();
    assertThat(page).contains("etcd_storage_up{etcd_cluster=\"second\",").doesNotContain("first");
    assertThat(MetricsText.value(page, SUCCESSFUL)).hasValue(1);
  }

  @Test
  void badFileKeepsTheOldConfigurationAndIsToldOnceByLineAndMetric() throws Exception {
    double taken = MetricsText.value(page(), SUCCESS_TIME).orElseThrow();
    resetLog();

    write("password: hunter2");
    HttpResponse<String> response = send("POST", "/-/reload");

    String complaint =
        file
            + ":3: clusters[0].password: unknown key; known here: auth, discoverMembers,"
            + " endpoints, maxRequestBytes, metricsUrl, name, quotaBytes, tls";
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body().strip()).isEqualTo("failed to reload: " + complaint);
    assertThat(logged())
        .filteredOn(line -> line.contains("source=cli"))
        .singleElement()
        .asString()
        .contains("level=error", "keeping the old one", "err=\"" + complaint + "\"")
        .doesNotContain("hunter2");
    String page = page();
    assertThat(MetricsText.value(page, SUCCESSFUL)).hasValue(0);
    assertThat(MetricsText.value(page, SUCCESS_TIME)).hasValue(taken);
    assertThat(page).containsPattern("etcd_storage_up\\{etcd_cluster=\"first\",.*} 1\\.0");
  }

  @Test
  void clusterWhoseFilesAreMissingChangesNothing() throws Exception {
    Files.writeString(
        file,
        """
        clusters:
          - {name: other, endpoints: [https://127.0.0.1:1], tls: {caFile: no.crt}}
        web: {listenAddresses: ["127.0.0.1:0"]}
        """);

    HttpResponse<String> response = send("POST", "/-/reload");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains(dir.resolve("no.crt") + ": no such file");
    assertThat(page()).contains("etcd_cluster=\"first\"").doesNotContain("etcd_cluster=\"other\"");
  }

  @Test
  void listenAddressesDoNotChangeByAReload() throws Exception {
    Files.writeString(file, Files.readString(file).replace("127.0.0.1:0", "127.0.0.1:1"));

    HttpResponse<String> response = send("POST", "/-/reload");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("change only with a restart");
    assertThat(MetricsText.value(page(), SUCCESSFUL)).hasValue(0);
  }

  @Test
  void repairedFileIsGoodAgain() throws Exception {
    write("nonsense: 1");
    assertThat(send("POST", "/-/reload").statusCode()).isEqualTo(500);

    write("name: first");

    assertThat(send("POST", "/-/reload").statusCode()).isEqualTo(200);
    assertThat(MetricsText.value(page(), SUCCESSFUL)).hasValue(1);
  }

  @Test
  void faultOfOursIsAFailedReloadToo() throws Exception {
    broken = true;

    HttpResponse<String> response = send("POST", "/-/reload");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body().strip())
        .isEqualTo(
            "failed to reload: internal error, please report it:"
                + " java.lang.StackOverflowError");
    assertThat(logged())
        .filteredOn(line -> line.contains("source=cli"))
        .singleElement()
        .asString()
        .contains("level=error", "keeping the old one", "StackOverflowError");
    assertThat(MetricsText.value(page(), SUCCESSFUL)).hasValue(0);
  }

  @Test
  void clusterThatStaysKeepsItsConnection() throws Exception {
    assertThat(page()).contains("etcd_storage_quota_info");
    int fetches = member.page().fetches();
    assertThat(fetches).isEqualTo(1);

    assertThat(send("POST", "/-/reload").statusCode()).isEqualTo(200);

    assertThat(page()).contains("etcd_storage_quota_info");
    assertThat(member.page().fetches()).isEqualTo(fetches);
  }
}
