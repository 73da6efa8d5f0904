package dev.etcdstorage.exporter.testkit.util;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bash, for what a person would paste into a terminal. */
public final class Shell {
  /** How it ended, and all that it said on either stream. */
  public record Result(int exitCode, String output) {}

  private Shell() {}

  /** Runs the script; a command that fails, or an unset variable, ends it. */
  public static Result strict(String script, Map<String, String> environment) {
    return run(List.of("bash", "-euo", "pipefail"), script, environment);
  }

  /** Runs the script as an interactive shell would: a command that fails changes nothing. */
  public static Result lenient(String script, Map<String, String> environment) {
    return run(List.of("bash"), script, environment);
  }

  private static Result run(List<String> bash, String script, Map<String, String> environment) {
    try {
      // A file: on stdin its own commands could read the rest of it.
      Path file = Files.createTempFile("script", ".sh");
      try {
        Files.writeString(file, "exec 2>&1\n" + script);
        List<String> command = new ArrayList<>(bash);
        command.add(file.toString());
        Command.Result result = Command.run(command, environment, "");
        return new Result(result.exitCode(), result.stdout() + result.stderr());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
