package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node of a real Kubernetes control plane, made by kubeadm ({@code scripts/cluster}): its only
 * one, or one that joins another. It has a network of its own: whatever speaks to it runs on the
 * node.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Path SCRIPT = Path.of("scripts/cluster").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(10); // of a hang, not of slow work

  private final Path folder;
  private final NativeProcess process;

  private ControlPlane(Path folder, NativeProcess process) {
    this.folder = folder;
    this.process = process;
  }

  /** A command ended with a failure, which may be the API server's that is just starting. */
  public static final class FailedCommand extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private FailedCommand(String script, Command.Result result) {
      super(
          "Status %d of:\n%s\n%s%s"
              .formatted(result.exitCode(), script, result.stdout(), result.stderr()));
    }
  }

  /**
   * Starts one; returns when its node is ready.
   *
   * @param folder for its data and logs; what is there goes, and the logs stay
   * @param flags of {@code cluster up}
   */
  public static ControlPlane start(Path folder, String... flags) {
    Folders.delete(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path log = folder.resolve("cluster.log");
    ControlPlane plane =
        new ControlPlane(folder, NativeProcess.start(command(folder, "up", List.of(flags)), log));
    try {
      Poll.until(
          () -> "the control plane is ready; it said:\n" + text(log),
          LIMIT,
          () -> text(log).contains("ready\n") || !plane.process.isAlive());
      if (!plane.process.isAlive()) {
        throw new AssertionError("The control plane did not start:\n" + text(log));
      }
      return plane;
    } catch (Throwable e) {
      plane.close();
      throw e;
    }
  }

  /** Gives the node an image, as {@code docker save} writes it. */
  public void load(Path image) {
    said("load", List.of(image.toAbsolutePath().toString()));
  }

  /** Runs a script on the node as root, and fails if any command in it does; what it said. */
  public String shell(String script) {
    return shell(Path.of(""), script);
  }

  /** The same in a folder of this machine. */
  public String shell(Path in, String script) {
    Command.Result result = tryShell(in, script);
    if (result.exitCode() != 0) {
      throw new FailedCommand(script, result);
    }
    return result.stdout() + result.stderr();
  }

  /** The same, however it ends. */
  public Command.Result tryShell(Path in, String script) {
    String there = "cd '" + in.toAbsolutePath() + "'\n";
    return call("in", List.of("bash", "-euo", "pipefail", "-c", there + script));
  }

  /** Starts a script on the node that goes on; it must see to its own end, or lasts until ours. */
  public RunningCommand background(String script) {
    return RunningCommand.of(
        command(folder, "in", List.of("bash", "-euo", "pipefail", "-c", script)));
  }

  /** What one command says on stdout. */
  public String ask(String... command) {
    return said("in", List.of(command));
  }

  /** A path of the API, as {@code kubectl get --raw} reads it. */
  public String raw(String path) {
    return ask("kubectl", "get", "--raw", path);
  }

  /** The exporter's page in this pod, by way of the API server. */
  public ScrapedPage page(String namespace, String pod) {
    return ScrapedPage.parse(
        raw("/api/v1/namespaces/%s/pods/%s:10027/proxy/metrics".formatted(namespace, pod)));
  }

  private String said(String verb, List<String> words) {
    Command.Result result = call(verb, words);
    if (result.exitCode() != 0) {
      throw new FailedCommand(verb + " " + String.join(" ", words), result);
    }
    return result.stdout();
  }

  private Command.Result call(String verb, List<String> words) {
    return Command.run(command(folder, verb, words), Map.of(), "");
  }

  private static List<String> command(Path folder, String verb, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "TOOLS=" + ToolsDir.path(),
                SCRIPT.toString(),
                verb,
                folder.toAbsolutePath().toString()));
    command.addAll(words);
    return command;
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it with all that runs there. */
  @Override
  public void close() {
    process.stop();
  }
}
