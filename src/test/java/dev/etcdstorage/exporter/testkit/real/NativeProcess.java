package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of ours with signals. It never outlives a JVM that ends in order. */
final class NativeProcess {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

  /**
   * A JVM leaves a signal ignored that it inherited as such: SIGHUP under {@code nohup}, SIGINT in
   * the background of a shell. env of coreutils 8.31 or newer gives it the signals back.
   */
  private static final List<String> WITH_ALL_SIGNALS = withAllSignals();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> LIVE.forEach(Process::destroyForcibly), "end-native-processes"));
  }

  private final Process process;

  private NativeProcess(Process process) {
    this.process = process;
  }

  /** Starts it, with all that it says appended to the log. */
  static NativeProcess start(List<String> command, Path log) {
    return start(command, log, Path.of(""));
  }

  /** The same in another working folder. */
  static NativeProcess start(List<String> command, Path log, Path folder) {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(WITH_ALL_SIGNALS.stream(), command.stream()).toList())
            .directory(folder.toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Command.scrub(builder.environment());
    try {
      Process process = builder.start();
      LIVE.add(process);
      return new NativeProcess(process);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + command, e);
    }
  }

  private static List<String> withAllSignals() {
    List<String> env = List.of("env", "--default-signal=HUP,INT,TERM");
    List<String> trial = Stream.concat(env.stream(), Stream.of("true")).toList();
    return Command.run(trial, Map.of(), "").exitCode() == 0 ? env : List.of();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  /** SIGKILL, which a stopped process obeys too. Returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    await(GRACE);
  }

  /** SIGTERM, then SIGKILL to one that does not go. */
  void stop() {
    if (process.isAlive()) {
      resume();
      process.destroy();
    }
    if (!await(GRACE)) {
      kill();
    }
  }

  private boolean await(Duration limit) {
    try {
      boolean gone = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (gone) {
        LIVE.remove(process);
      }
      return gone;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while process " + pid() + " was ending", e);
    }
  }

  /** How it ended, once it has. */
  int exitCode() {
    return process.exitValue();
  }

  /** The shell's own kill: the program of that name is not on every machine. */
  void signal(String name) {
    if (!process.isAlive()) {
      throw new AssertionError("Process " + pid() + " has ended; it takes no SIG" + name);
    }
    Command.Result sent =
        Command.run(List.of("sh", "-c", "kill -" + name + " " + pid()), Map.of(), "");
    if (sent.exitCode() != 0) {
      throw new AssertionError("SIG" + name + " to " + pid() + " failed: " + sent.stderr());
    }
  }
}
