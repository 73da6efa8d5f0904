package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.storage.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path dir;

  private ExporterConfig load(String yaml) throws IOException {
    return ConfigFile.load(Files.writeString(dir.resolve("exporter.yaml"), yaml));
  }

  @Test
  void everyKeyArrivesInItsPlace() throws IOException {
    ExporterConfig config =
        load(
            """
            clusters:
              - name: prod-eu
                endpoints:
                  - https://10.0.1.10:2379
                  - 10.0.1.11:2379
                discoverMembers: true
                tls:
                  caFile: pki/ca.crt
                  certFile: /etc/pki/client.crt
                  keyFile: /etc/pki/client.key
                  serverName: etcd.example.org
                auth:
                  username: exporter
                  passwordFile: secrets/password
                metricsUrl: http://{host}:2381/metrics
                quotaBytes: 8GiB
              - name: lab
                endpoints: [https://10.0.9.1:2379]
                tls: {insecureSkipVerify: true}
                quotaBytes: -1
            web:
              listenAddresses: [":10027", "127.0.0.1:9"]
              telemetryPath: /etcd
              configFile: web.yaml
            scrape:
              timeout: 3s
              timeoutOffset: 250ms
            """);

    ClusterConfig prod =
        new ClusterConfig(
            Optional.of("prod-eu"),
            List.of(new Endpoint(true, "10.0.1.10", 2379), new Endpoint(true, "10.0.1.11", 2379)),
            true,
            new TlsSettings(
                Optional.of(dir.resolve("pki/ca.crt")),
                Optional.of(Path.of("/etc/pki/client.crt")),
                Optional.of(Path.of("/etc/pki/client.key")),
                Optional.of("etcd.example.org"),
                false),
            Optional.of(new Credentials("exporter", dir.resolve("secrets/password"))),
            Optional.of("http://{host}:2381/metrics"),
            OptionalLong.of(8_589_934_592L));
    ClusterConfig lab =
        new ClusterConfig(
            Optional.of("lab"),
            List.of(new Endpoint(true, "10.0.9.1", 2379)),
            false,
            new TlsSettings(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.of(-1));
    WebSettings web =
        new WebSettings(
            List.of(new ListenAddress("", 10027), new ListenAddress("127.0.0.1", 9)),
            "/etcd",
            Optional.of(dir.resolve("web.yaml")));
    ScrapeSettings scrape = new ScrapeSettings(Duration.ofSeconds(3), Duration.ofMillis(250));
    assertThat(config)
        .isEqualTo(
            new ExporterConfig(
                List.of(prod, lab), web, scrape, KeyspaceSettings.DEFAULT, Thresholds.DEFAULT));
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws IOException {
    ExporterConfig config = load("clusters: [{endpoints: [\"http://127.0.0.1:2379\"]}]");

    ClusterConfig cluster = config.clusters().get(0);
    assertThat(config.clusters()).hasSize(1);
    assertThat(cluster.name()).isEmpty();
    assertThat(cluster.discoverMembers()).isFalse();
    assertThat(cluster.tls()).isEqualTo(TlsSettings.NONE);
    assertThat(cluster.tls().given()).isFalse();
    assertThat(cluster.credentials()).isEmpty();
    assertThat(cluster.metricsUrl()).isEmpty();
    assertThat(cluster.quotaBytes()).isEmpty();
    assertThat(config.web().listenAddresses()).containsExactly(new ListenAddress("", 10027));
    assertThat(config.web().telemetryPath()).isEqualTo("/metrics");
    assertThat(config.web().configFile()).isEmpty();
    assertThat(config.scrape().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.scrape().timeoutOffset()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void emptySectionsHaveTheirDefaultsToo() throws IOException {
    ExporterConfig config =
        load(
            """
            clusters:
              - endpoints: [127.0.0.1]
                tls: {}
                name:
                quotaBytes: null
            web: {}
            scrape:
            """);

    assertThat(config.web()).isEqualTo(WebSettings.DEFAULT);
    assertThat(config.scrape()).isEqualTo(ScrapeSettings.DEFAULT);
    assertThat(config.clusters().get(0).endpoints())
        .containsExactly(new Endpoint(false, "127.0.0.1", 2379));
    assertThat(config.clusters().get(0).quotaBytes()).isEmpty();
  }

  @Test
  void anchorsSaveRepetition() throws IOException {
    ExporterConfig config =
        load(
            """
            clusters:
              - name: a
                endpoints: [https://a:2379]
                tls: &tls {caFile: /ca.crt}
              - name: b
                endpoints: [https://b:2379]
                tls: *tls
            """);

    assertThat(config.clusters().get(1).tls()).isEqualTo(config.clusters().get(0).tls());
    assertThat(config.clusters().get(1).tls().caFile()).contains(Path.of("/ca.crt"));
  }
}
