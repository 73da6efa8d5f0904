package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Several exporters that share the clusters of one file. Nobody listens at its endpoints. */
class ShardsTest {
  private static final int TOTAL = 4;
  private static final List<String> ALL =
      IntStream.range(0, 40).mapToObj(i -> "cluster-" + i).toList();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = dir.resolve("exporter.yaml");
    write(ALL, "");
    LogSettings.set(
        Level.WARN, LogFormat.LOGFMT, new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  private void write(List<String> names, String key) throws IOException {
    StringBuilder text = new StringBuilder("clusters:\n");
    names.forEach(
        name ->
            text.append("  - {name: %s, endpoints: [\"http://127.0.0.1:1\"]}\n".formatted(name)));
    Files.writeString(
        file,
        text
            + "web: {listenAddresses: [\"127.0.0.1:0\"]}\n"
            + "scrape: {timeout: 100ms}\n"
            + "keyspace: {enabled: false}\n"
            + key);
  }

  private ParsedCommand serve(String host, String... flags) {
    List<String> words = new ArrayList<>(List.of("--config.file=" + file));
    words.addAll(List.of(flags));
    return ParsedCommand.of(Map.of("HOSTNAME", host), "serve", words);
  }

  private static List<String> watched(ExporterConfig config) {
    return config.watched().stream().flatMap(cluster -> cluster.name().stream()).toList();
  }

  private static Daemon start(ParsedCommand serve) {
    return Daemon.start(
        serve.config(), serve::config, "test", cluster -> new OwnCommand(OwnCommand.NAME, ""));
  }

  private String get(Daemon daemon, String path) throws Exception {
    HttpResponse<String> response = send(daemon, path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private HttpResponse<String> send(Daemon daemon, String path) throws Exception {
    int port = daemon.addresses().get(0).getPort();
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", "text/plain")
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void shardsShareOutTheClustersOfTheFileWithoutARest() {
    List<String> together = new ArrayList<>();
    for (int i = 0; i < TOTAL; i++) {
      together.addAll(watched(serve("node", "--shard=" + i + "/" + TOTAL).config()));
    }

    assertThat(together).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(watched(serve("node").config())).isEqualTo(ALL);
  }

  @Test
  void flagAndKeyAndOrdinalMeanTheSame() throws IOException {
    List<String> byFlag = watched(serve("node", "--shard=2/4").config());

    assertThat(watched(serve("exporter-2", "--shard=auto/4").config())).isEqualTo(byFlag);
    write(ALL, "shard: 2/4\n");
    assertThat(watched(serve("node").config())).isEqualTo(byFlag);
    write(ALL, "shard: auto/4\n");
    assertThat(watched(serve("exporter-2").config())).isEqualTo(byFlag);
  }

  @Test
  void allPagesTellOfTheShardsOwnClustersOnly() throws Exception {
    ParsedCommand serve = serve("node", "--shard=1/4");
    List<String> own = watched(serve.config());
    String others = ALL.stream().filter(name -> !own.contains(name)).findFirst().orElseThrow();
    try (Daemon daemon = start(serve)) {
      assertThat(Json.parse(get(daemon, "/api/v1/targets")).items())
          .extracting(target -> target.at("labels").text("instance"))
          .containsExactlyElementsOf(own);
      assertThat(get(daemon, "/metrics"))
          .contains(
              "etcd_storage_exporter_shard_clusters{shard=\"1\"} " + own.size() + ".0\n",
              "etcd_storage_exporter_shards 4.0\n")
          .contains(own.stream().map(name -> "etcd_cluster=\"" + name + "\"").toList())
          .doesNotContain("etcd_cluster=\"" + others + "\"");
      assertThat(get(daemon, "/"))
          .contains("Shard 1/4 ", own.get(0))
          .doesNotContain(others + ":", others + "\n");
      assertThat(get(daemon, "/api/v1/status"))
          .contains("\"name\": \"" + own.get(0) + "\"")
          .doesNotContain("\"" + others + "\"");
      assertThat(send(daemon, "/probe?target=" + others).statusCode()).isEqualTo(404);
      assertThat(get(daemon, "/probe?target=" + own.get(0))).contains("etcd_storage_up{");
    }
  }

  @Test
  void shardWithoutAClusterStartsAllTheSameAndTakesOneThatComes() throws Exception {
    // Given
    String others = ALL.get(0);
    int index = watched(serve("node", "--shard=0/4").config()).contains(others) ? 1 : 0;
    write(List.of(others), "");
    try (Daemon daemon = start(serve("node", "--shard=" + index + "/4"))) {
      assertThat(get(daemon, "/api/v1/targets").strip()).isEqualTo("[]");
      assertThat(get(daemon, "/metrics"))
          .contains("etcd_storage_exporter_shard_clusters{shard=\"" + index + "\"} 0.0\n")
          .doesNotContain("etcd_storage_up");
      assertThat(get(daemon, "/")).contains("0 of the 1 clusters in the configuration");
      assertThat(get(daemon, "/-/ready")).isNotEmpty();

      // When
      write(ALL, "");
      assertThat(daemon.reload()).isEmpty();

      // Then
      assertThat(get(daemon, "/api/v1/targets")).doesNotContain(others + "\"").contains("cluster-");
    }
  }

  @Test
  void keyIsReadAgainWithTheFile() throws Exception {
    write(ALL, "shard: auto/1\n");
    try (Daemon daemon = start(serve("exporter-0"))) {
      assertThat(get(daemon, "/metrics")).contains("etcd_storage_exporter_shards 1.0\n");

      write(ALL, "shard: auto/4\n");
      assertThat(daemon.reload()).isEmpty();

      assertThat(get(daemon, "/metrics")).contains("etcd_storage_exporter_shards 4.0\n");
    }
  }

  @Test
  void reloadThatLeavesNothingToShareChangesNothingAndSaysWhy() throws Exception {
    try (Daemon daemon = start(serve("node", "--shard=1/4"))) {
      String before = get(daemon, "/api/v1/targets");
      Files.writeString(
          file,
          Files.readString(file)
              .replaceAll("(?m)^  - .*\n", "")
              .replace("clusters:\n", "clusters: [{endpoints: [\"http://127.0.0.1:1\"]}]\n"));

      assertThat(daemon.reload().orElseThrow()).startsWith("shard: exporters share clusters");

      assertThat(get(daemon, "/api/v1/targets")).isEqualTo(before);
    }
  }

  @Test
  void podBeyondTheLastShardWatchesWhatItHadAndSaysSo() {
    List<String> had = watched(serve("exporter-4", "--shard=auto/5").config());

    assertThat(watched(serve("exporter-4", "--shard=auto/4").config())).isEqualTo(had).isNotEmpty();

    LogSettings.flush(Duration.ofSeconds(5));
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("level=warn", "beyond the last shard", "host=exporter-4", "shard=auto/4");
  }

  /** A person names a cluster, wherever it is watched. */
  @Test
  void commandsBesideServeKnowAllClusters() throws IOException {
    write(ALL, "shard: auto/4\n");

    ExporterConfig config =
        ((CheckCommand)
                ParsedCommand.of(Map.of(), "check", List.of("--config.file=" + file))
                    .spec()
                    .userObject())
            .config();

    assertThat(config.clusters())
        .extracting(ClusterConfig::name)
        .containsExactlyElementsOf(ALL.stream().map(Optional::of).toList());
  }
}
