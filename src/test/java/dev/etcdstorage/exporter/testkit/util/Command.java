package dev.etcdstorage.exporter.testkit.util;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a short-lived program to its end. */
public final class Command {
  private static final Duration LIMIT = Duration.ofMinutes(10); // of a hang, not of slow work

  private Command() {}

  /** How it ended, and what it said. */
  public record Result(int exitCode, String stdout, String stderr) {}

  public static Result run(List<String> command, Map<String, String> environment, String stdin) {
    try {
      // Files, not pipes: no thread has to drain them, whatever the size.
      Path in = Files.createTempFile("command", ".in");
      Path out = Files.createTempFile("command", ".out");
      Path err = Files.createTempFile("command", ".err");
      try {
        Files.writeString(in, stdin);
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        scrub(builder.environment());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError("Still running after " + LIMIT + ": " + command);
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(in);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while running " + command, e);
    }
  }

  /** etcd and etcdctl read flags from the environment; the user's own must not steer a test. */
  public static void scrub(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("ETCD"));
  }
}
