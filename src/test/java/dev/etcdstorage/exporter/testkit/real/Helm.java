package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The real Helm, and the chart, rendered without a cluster. */
public record Helm(Path program) {
  public static final Path CHART = Path.of("deploy/helm/etcd-storage-exporter");

  /** Whose objects have the names that deploy/kubernetes gives. */
  public static final String RELEASE = "etcd-storage-exporter";

  /** Helm 3 and 4, the older first; fails when one is missing, unless {@code ./test} said so. */
  public static List<Helm> all() {
    String leftOut = System.getProperty("helm.left.out", "");
    if (!leftOut.isEmpty()) {
      Assumptions.abort("There is no Helm: " + leftOut);
    }
    List<Helm> found = ToolsDir.find("helm", "helm").stream().map(Helm::new).toList();
    if (found.size() < 2) {
      throw ToolsDir.missing("Helm 3 and 4");
    }
    return found;
  }

  public static Helm newest() {
    List<Helm> all = all();
    return all.get(all.size() - 1);
  }

  /** Any command; its caches go with it. */
  public Command.Result run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path home = Folders.temporary("helm");
    try {
      return Command.run(command, home(home), "");
    } finally {
      Folders.delete(home);
    }
  }

  private static Map<String, String> home(Path folder) {
    String there = folder.toString();
    return Map.of(
        "HELM_CACHE_HOME", there,
        "HELM_CONFIG_HOME", there,
        "HELM_DATA_HOME", there,
        "KUBECONFIG", "/dev/null");
  }

  /**
   * {@code helm template}, which must have nothing to complain of.
   *
   * @param values the user's own, as YAML
   */
  public List<Manifest> template(String release, String namespace, String values) {
    Command.Result result = tryTemplate(release, namespace, values);
    if (result.exitCode() != 0 || !result.stderr().isEmpty()) {
      throw new AssertionError(program + " template: " + result.stderr());
    }
    return Manifest.parse(result.stdout());
  }

  /** The same, however it ends. */
  public Command.Result tryTemplate(String release, String namespace, String values) {
    return withFile(
        values, file -> run("template", release, CHART.toString(), "-n", namespace, "-f", file));
  }

  /** {@code helm lint --strict}. */
  public Command.Result lint(String values) {
    return withFile(values, file -> run("lint", "--strict", CHART.toString(), "-f", file));
  }

  /** What Helm tells whoever has installed it. */
  public String notes(String namespace, String values) {
    Command.Result result =
        withFile(
            values,
            file ->
                run(
                    "install",
                    RELEASE,
                    CHART.toString(),
                    "--dry-run=client",
                    "-n",
                    namespace,
                    "-f",
                    file));
    String before = "\nNOTES:\n";
    int at = result.stdout().indexOf(before);
    if (result.exitCode() != 0 || at < 0) {
      throw new AssertionError("No notes: " + result);
    }
    return result.stdout().substring(at + before.length());
  }

  private interface OnFile {
    Command.Result run(String file);
  }

  private static Command.Result withFile(String values, OnFile command) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        return command.run(file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version, as its folder is called. */
  @Override
  public String toString() {
    return program.toString().replaceFirst(".*/helm/([^/]+)/.*", "Helm $1");
  }
}
