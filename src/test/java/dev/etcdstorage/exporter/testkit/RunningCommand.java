package dev.etcdstorage.exporter.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A command of the packaged program as a process of its own, without a terminal. */
public final class RunningCommand implements AutoCloseable {
  private final Path folder = Folders.temporary("command");
  private final NativeProcess process;

  private RunningCommand(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar"));
    command.add(RunningExporter.jar().toString());
    command.addAll(arguments);
    process = NativeProcess.start(command, folder.resolve("output"));
  }

  /** Starts it; the first argument is the command's name. */
  public static RunningCommand start(String... arguments) {
    return new RunningCommand(List.of(arguments));
  }

  /** All that it said so far. */
  public String output() {
    try {
      Path file = folder.resolve("output");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says this. */
  public void awaitOutput(String text) {
    Poll.until(
        () -> "\"" + text + "\" is said; so far:\n" + output(),
        Duration.ofSeconds(90),
        () -> output().contains(text));
  }

  /** Waits for its end. */
  public int exitCode() {
    Poll.until(
        () -> "the command ends; so far:\n" + output(),
        Duration.ofMinutes(2),
        () -> !process.isAlive());
    return process.exitCode();
  }

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
    Folders.delete(folder);
  }
}
