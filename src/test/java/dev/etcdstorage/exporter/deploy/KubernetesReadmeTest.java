package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the instructions name is there. */
class KubernetesReadmeTest {
  private static final Path README = Installation.ROOT.resolve("README.md");
  private static final Pattern FOLDER =
      Pattern.compile("(?:-k |[\\[ ])(deploy/kubernetes/[a-z0-9/-]+)(?![\\w./])");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)[)#]");

  private static List<String> found(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult result) -> result.group(1))
        .distinct()
        .toList();
  }

  @Test
  void everyFolderToApplyIsOne() throws IOException {
    List<String> folders =
        Stream.concat(found(FOLDER, README).stream(), found(FOLDER, Path.of("README.md")).stream())
            .filter(folder -> !folder.equals("deploy/kubernetes/generate"))
            .toList();

    assertThat(folders)
        .contains(
            "deploy/kubernetes/daemonset", "deploy/kubernetes/defrag", "deploy/kubernetes/image")
        .allSatisfy(folder -> assertThat(Path.of(folder, "kustomization.yaml")).exists());
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    assertThat(found(LINK, README))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Installation.ROOT.resolve(link)).exists());
  }

  /** The three commands, the same in both. */
  @Test
  void bothReadmesInstallInTheSameThreeCommands() throws IOException {
    String commands =
        """
            sed -i 's|registry.example|registry.your.org|' deploy/kubernetes/image/kustomization.yaml deploy/kubernetes/night/recover.yaml
            kubectl apply -k deploy/kubernetes/daemonset
            kubectl -n kube-system rollout status daemonset/etcd-storage-exporter
        """;

    assertThat(Files.readString(README)).contains(commands);
    assertThat(Files.readString(Path.of("README.md"))).contains(commands);
    assertThat(Files.readString(Installation.ROOT.resolve("image/kustomization.yaml")))
        .contains("newName: registry.example/etcd-storage-exporter");
  }
}
