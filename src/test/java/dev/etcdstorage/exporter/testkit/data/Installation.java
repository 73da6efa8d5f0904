package dev.etcdstorage.exporter.testkit.data;

import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a user gets by applying one folder of {@code deploy/kubernetes}, alone or with a component.
 *
 * @param name the folder, and after a plus the component
 */
public record Installation(String name, List<Manifest> manifests) {
  public static final Path ROOT = Path.of("deploy/kubernetes");

  /** The components that are named by no folder, each with those it is made for. */
  private static final Map<String, List<String>> OPTIONAL =
      Map.of(
          "components/cluster-files", List.of("central", "central-shards"),
          "components/nonroot", List.of("daemonset", "defrag"),
          "components/tls", List.of("daemonset"),
          "components/tls-monitor", List.of("monitoring"));

  private static final Map<String, Installation> RENDERED = new HashMap<>();

  /** Every folder, and every component with each folder it is made for. */
  public static List<Installation> all() {
    List<String> names = new ArrayList<>(folders("Kustomization"));
    OPTIONAL.forEach(
        (component, folders) -> folders.forEach(folder -> names.add(folder + "+" + component)));
    return names.stream().map(Installation::of).toList();
  }

  /** One of them; each is rendered once, and only when it is asked for. */
  public static synchronized Installation of(String name) {
    return RENDERED.computeIfAbsent(
        name,
        unused -> {
          String[] parts = name.split("\\+", 2);
          return new Installation(
              name, parts.length == 1 ? render(ROOT.resolve(name)) : with(parts[0], parts[1]));
        });
  }

  /** The folders below {@link #ROOT} with a kustomization of this kind. */
  public static List<String> folders(String kind) {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.endsWith("kustomization.yaml"))
          .filter(file -> Manifest.parse(ShippedConfig.read(file)).get(0).kind().equals(kind))
          .map(file -> ROOT.relativize(file.getParent()).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Manifest> with(String folder, String component) {
    Path temporary = Folders.temporary("kustomize");
    try {
      // kustomize takes no absolute names.
      Path root = temporary.toRealPath().relativize(ROOT.toRealPath());
      Files.writeString(
          temporary.resolve("kustomization.yaml"),
          "resources: [%s]\ncomponents: [%s]\n"
              .formatted(root.resolve(folder), root.resolve(component)));
      return render(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Folders.delete(temporary);
    }
  }

  /** {@code kubectl kustomize}, which asks no cluster. */
  private static List<Manifest> render(Path folder) {
    Path kubectl =
        ToolsDir.newest("kubectl", "kubectl").orElseThrow(() -> ToolsDir.missing("kubectl"));
    Command.Result result =
        Command.run(
            List.of(kubectl.toString(), "kustomize", folder.toString()),
            Map.of("KUBECONFIG", "/dev/null"),
            "");
    if (result.exitCode() != 0 || !result.stderr().isEmpty()) {
      throw new AssertionError("kubectl kustomize " + folder + ": " + result.stderr());
    }
    return Manifest.parse(result.stdout());
  }

  /** The documents of a YAML file, each with its fields; a field that stands twice fails. */
  public static List<Map<String, Object>> documents(Path file) {
    return Manifest.parse(ShippedConfig.read(file)).stream().map(Manifest::fields).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
