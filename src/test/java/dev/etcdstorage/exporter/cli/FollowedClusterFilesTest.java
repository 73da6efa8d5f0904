package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.metrics.ReloadState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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

/** Files of clusters that change while the daemon runs. Nobody listens at their endpoints. */
class FollowedClusterFilesTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @TempDir Path dir;
  private Path file;
  private WatchedClusters clusters;
  private Reload reload;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(dir.resolve("exporter.yaml"), "clusterFiles: [clusters.d/*.yaml]\n");
    Files.createDirectory(dir.resolve("clusters.d"));
    cluster("first", "");
    LogSettings.set(
        Level.INFO, LogFormat.LOGFMT, new PrintStream(log, true, StandardCharsets.UTF_8));
    clusters = new WatchedClusters(ConfigFile.load(file));
    reload = new Reload(() -> ConfigFile.load(file), clusters);
  }

  @AfterEach
  void stop() {
    clusters.close();
  }

  private Path cluster(String name, String keys) throws IOException {
    return Files.writeString(
        dir.resolve("clusters.d").resolve(name + ".yaml"),
        "name: %s\nendpoints: [\"http://127.0.0.1:1\"]\ndiscoverMembers: true\n%s"
            .formatted(name, keys));
  }

  private List<String> logged() {
    LogSettings.flush(Duration.ofSeconds(10));
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("source=cli"))
        .toList();
  }

  @Test
  void nothingIsReadWhileNothingChanges() {
    ReloadState before = reload.state();

    reload.follow();

    assertThat(reload.state()).isSameAs(before);
    assertThat(logged()).isEmpty();
  }

  @Test
  void filesThatComeAndGoAreTakenUp() throws IOException {
    Path second = cluster("second", "");
    reload.follow();
    assertThat(clusters.names()).containsExactly("first", "second");

    Files.delete(second);
    reload.follow();
    reload.follow();

    assertThat(clusters.names()).containsExactly("first");
    assertThat(logged()).hasSize(2).allMatch(line -> line.contains("configuration reloaded"));
  }

  @Test
  void brokenFileKeepsAllAsItWasAndIsToldOnceUntilItIsRepaired() throws IOException {
    Path second = cluster("second", "");
    Path broken = cluster("third", "nonsense: 1\n");
    for (int i = 0; i < 3; i++) {
      reload.follow();
    }

    assertThat(clusters.names()).containsExactly("first");
    assertThat(reload.state().successful()).isFalse();
    assertThat(logged())
        .singleElement()
        .asString()
        .contains("level=error", broken + ":4: nonsense: unknown key", "keeping the old one");

    cluster("third", "");
    reload.follow();
    assertThat(clusters.names()).containsExactly("first", "second", "third");
    assertThat(reload.state().successful()).isTrue();
    assertThat(second).exists();
  }

  /** The folder then looks as it did when it was read last. */
  @Test
  void brokenFileThatIsTakenAwayAgainIsForgotten() throws IOException {
    Path broken = cluster("second", "nonsense: 1\n");
    reload.follow();
    assertThat(reload.state().successful()).isFalse();

    Files.delete(broken);
    reload.follow();

    assertThat(reload.state().successful()).isTrue();
  }

  @Test
  void clusterWhosePasswordComesLaterIsTakenUpThen() throws IOException {
    Path password = dir.resolve("clusters.d/password");
    cluster("second", "auth: {username: u, passwordFile: password}\n");
    reload.follow();
    assertThat(clusters.names()).containsExactly("first");
    assertThat(logged()).singleElement().asString().contains(password + ": no such file");

    Files.writeString(password, "secret\n");
    reload.follow();

    assertThat(clusters.names()).containsExactly("first", "second");
  }

  @Test
  void emptiedFolderKeepsWhatWasThere() throws IOException {
    Files.delete(dir.resolve("clusters.d/first.yaml"));
    reload.follow();

    assertThat(clusters.names()).containsExactly("first");
    assertThat(logged()).singleElement().asString().contains("no file matches");
  }

  @Test
  void fileThatNobodyFollowsWaitsForAReload() throws IOException {
    Files.writeString(file, "scrape: {timeout: 1s}\nclusterFiles: [clusters.d/*.yaml]\n");
    reload.follow();
    assertThat(clusters.config().scrape().timeout()).isEqualTo(Duration.ofSeconds(5));

    assertThat(reload.now()).isEmpty();
    assertThat(clusters.config().scrape().timeout()).isEqualTo(Duration.ofSeconds(1));
  }
}
