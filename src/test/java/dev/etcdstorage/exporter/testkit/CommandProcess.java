package dev.etcdstorage.exporter.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A command of the packaged program that ends by itself, in a folder of its own. */
public final class CommandProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path log;
  private final NativeProcess process;

  private CommandProcess(List<String> arguments, Path folder) {
    this.log = folder.resolve("log");
    this.process = NativeProcess.start(RunningExporter.program(arguments), log, folder);
  }

  /**
   * Starts it there.
   *
   * @param folder gets all that it says in the file {@code log}
   */
  public static CommandProcess in(Path folder, String... arguments) {
    return new CommandProcess(List.of(arguments), folder);
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill9() {
    process.kill();
  }

  /** Sends a signal, such as {@code INT}. */
  public void signal(String name) {
    process.signal(name);
  }

  /** Waits for its end. */
  public int exitCode() {
    Poll.until(() -> "it ends; it said:\n" + output(), LIMIT, () -> !process.isAlive());
    return process.exitCode();
  }

  /** All that it said so far. */
  public String output() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
