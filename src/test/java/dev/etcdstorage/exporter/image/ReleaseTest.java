package dev.etcdstorage.exporter.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The places with a version that the build does not fill in. */
class ReleaseTest {
  private static final String VERSION = System.getProperty("project.version");
  private static final Pattern MANIFEST_VERSION =
      Pattern.compile(
          "(?:app\\.kubernetes\\.io/version: |newTag: |image:"
              + " registry\\.example/etcd-storage-exporter:)(\\S+)");

  @Test
  void imageIsMadeOfTheVersionThatIsBuilt() throws IOException {
    assertThat(found("Dockerfile", "(?m)^ARG VERSION=(.*)$"))
        .hasSize(2)
        .allSatisfy(version -> assertThat(version).isEqualTo(VERSION));
  }

  @Test
  void filesOfTheImageHaveTheTimeOfTheArchive() throws IOException {
    String seconds = found("Dockerfile", "(?m)^ARG SOURCE_DATE_EPOCH=(.*)$").get(0);
    String time =
        found("pom.xml", "<project.build.outputTimestamp>(.*)</project.build.outputTimestamp>")
            .get(0);

    assertThat(Instant.ofEpochSecond(Long.parseLong(seconds))).isEqualTo(Instant.parse(time));
  }

  @Test
  void pagesForPeopleNameTheVersionThatIsBuilt() throws IOException {
    for (String page :
        List.of("README.md", "docs/image.md", "docs/night.md", "deploy/systemd/README.md")) {
      assertThat(found(page, "etcd-storage-exporter[-:](\\d+\\.\\d+\\.\\d+)"))
          .as(page)
          .isNotEmpty()
          .containsOnly(VERSION);
    }
  }

  @Test
  void manifestsNameTheVersionThatIsBuilt() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("deploy/kubernetes"))) {
      List<String> versions =
          files
              .filter(file -> file.toString().endsWith(".yaml"))
              .flatMap(file -> versions(file).stream())
              .toList();

      assertThat(versions).isNotEmpty().containsOnly(VERSION);
    }
  }

  private static List<String> versions(Path manifest) {
    try {
      return all(MANIFEST_VERSION, Files.readString(manifest));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> found(String file, String pattern) throws IOException {
    return all(Pattern.compile(pattern), Files.readString(Path.of(file)));
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
