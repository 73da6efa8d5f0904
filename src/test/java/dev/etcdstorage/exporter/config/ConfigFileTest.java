package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
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
                maxRequestBytes: 32MiB
              - name: lab
                endpoints: [https://10.0.9.1:2379]
                tls: {insecureSkipVerify: true}
                quotaBytes: -1
            web:
              listenAddresses: [":10027", "127.0.0.1:9"]
              telemetryPath: /etcd
              configFile: web.yaml
              jvmMetrics: all
            scrape:
              timeout: 3s
              timeoutOffset: 250ms
            keyspace:
              enabled: false
              watch: leader
              on: never
              scanInterval: 1h30m
              scanValues: false
              scanBytesPerSecond: 1MiB
              scanKeysPerSecond: 500
              maxResume: 0
              hideKeys: true
              prefixes:
                layout: depth
                roots: [/a, /b/c]
                namespaces: true
                depth: 3
                most: 50
                patterns:
                  - {match: "/x/([^/]+)", prefix: "x $1"}
                  - {match: "y", prefix: ys}
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
            OptionalLong.of(8_589_934_592L),
            32 << 20);
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
            Optional.of(dir.resolve("web.yaml")),
            JvmFamilies.ALL);
    ScrapeSettings scrape = new ScrapeSettings(Duration.ofSeconds(3), Duration.ofMillis(250));
    KeyspaceSettings keyspace =
        new KeyspaceSettings(
            false,
            When.LEADER,
            When.NEVER,
            new ScanSettings(Duration.ofMinutes(90), false, 1 << 20, 500),
            0,
            true,
            new PrefixSettings(
                PrefixSettings.Layout.DEPTH,
                List.of("/a", "/b/c"),
                true,
                3,
                List.of(PrefixPattern.of("/x/([^/]+)", "x $1"), PrefixPattern.of("y", "ys")),
                50));
    assertThat(config)
        .isEqualTo(
            new ExporterConfig(
                List.of(prod, lab),
                List.of(),
                web,
                scrape,
                keyspace,
                Thresholds.DEFAULT,
                MaintenanceSettings.DEFAULT,
                Optional.empty()));
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
    assertThat(cluster.maxRequestBytes()).isEqualTo(1_572_864);
    assertThat(config.web().listenAddresses()).containsExactly(new ListenAddress("", 10027));
    assertThat(config.web().telemetryPath()).isEqualTo("/metrics");
    assertThat(config.web().configFile()).isEmpty();
    assertThat(config.scrape().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.scrape().timeoutOffset()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.keyspace())
        .isEqualTo(
            new KeyspaceSettings(
                true,
                When.ALWAYS,
                When.LEADER,
                new ScanSettings(Duration.ofMinutes(15), true, 10_485_760, 10_000),
                5_000,
                false,
                new PrefixSettings(
                    PrefixSettings.Layout.KUBERNETES,
                    List.of("/registry", "/kubernetes.io", "/openshift.io"),
                    false,
                    1,
                    List.of(),
                    200)));
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
            keyspace: {prefixes: {depth: , patterns: }, on: }
            """);

    assertThat(config.web()).isEqualTo(WebSettings.DEFAULT);
    assertThat(config.scrape()).isEqualTo(ScrapeSettings.DEFAULT);
    assertThat(config.keyspace()).isEqualTo(KeyspaceSettings.DEFAULT);
    assertThat(config.clusters().get(0).endpoints())
        .containsExactly(new Endpoint(false, "127.0.0.1", 2379));
    assertThat(config.clusters().get(0).quotaBytes()).isEmpty();
  }

  @Test
  void oneKeyOfTheKeyspaceLeavesTheOthersAtTheirDefaults() throws IOException {
    ExporterConfig config =
        load(
            """
            clusters: [{endpoints: [127.0.0.1]}]
            keyspace:
              on: always
              prefixes: {roots: []}
            """);

    KeyspaceSettings unsaid = KeyspaceSettings.DEFAULT;
    PrefixSettings prefixes = unsaid.prefixes();
    assertThat(config.keyspace())
        .isEqualTo(
            new KeyspaceSettings(
                unsaid.on(),
                unsaid.watch(),
                When.ALWAYS,
                unsaid.scanning(),
                unsaid.maxResume(),
                unsaid.hideKeys(),
                new PrefixSettings(
                    prefixes.layout(),
                    List.of(),
                    prefixes.namespaces(),
                    prefixes.depth(),
                    prefixes.patterns(),
                    prefixes.most())));
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
