package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A command of the packaged program as a process of its own, without a terminal. */
public final class RunningCommand implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path output;
  private final NativeProcess process;

  private RunningCommand(Path folder, List<String> command) {
    this.output = folder.resolve("output");
    this.process = NativeProcess.start(command, output, folder);
  }

  /** Any other program, in a folder of its own. */
  static RunningCommand of(List<String> command) {
    return new RunningCommand(Folders.temporary("command"), command);
  }

  /**
   * Starts it in this folder; the first argument is the command's name.
   *
   * @param folder gets all that it says in the file {@code output}
   */
  public static RunningCommand in(Path folder, String... arguments) {
    return new RunningCommand(folder, RunningExporter.program(List.of(arguments)));
  }

  /** Starts it in a folder of its own. */
  public static RunningCommand start(String... arguments) {
    return in(Folders.temporary("command"), arguments);
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** All that it said so far. */
  public String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says this. */
  public void awaitOutput(String text) {
    Poll.until(
        () -> "\"" + text + "\" is said; so far:\n" + output(),
        LIMIT,
        () -> output().contains(text));
  }

  /** Waits for its end. */
  public int exitCode() {
    Poll.until(() -> "it ends; so far:\n" + output(), LIMIT, () -> !process.isAlive());
    return process.exitCode();
  }

  /** Sends a signal, such as {@code INT}. */
  public void signal(String name) {
    process.signal(name);
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL: nothing is flushed, nobody is told. */
  public void kill9() {
    process.kill();
  }

  @Override
  public void close() {
    process.kill();
  }
}
