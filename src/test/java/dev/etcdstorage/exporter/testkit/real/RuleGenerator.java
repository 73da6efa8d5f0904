package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code rules/generate}, which makes the shipped rules, and others by its flags. */
public final class RuleGenerator {
  private RuleGenerator() {}

  /** How it ended, and what it said. */
  public record Said(int exitCode, String out, String err) {}

  /** Runs it. */
  public static Said run(String... flags) {
    List<String> command =
        Stream.concat(Stream.of("bash", "rules/generate"), Stream.of(flags)).toList();
    Command.Result result = Command.run(command, Map.of(), "");
    return new Said(result.exitCode(), result.stdout(), result.stderr());
  }

  /** Writes the rules that it prints into a file; fails if it does. */
  public static Path into(Path file, String... flags) {
    Said said = run(flags);
    if (said.exitCode() != 0) {
      throw new AssertionError("rules/generate failed: " + said.err());
    }
    try {
      return Files.writeString(file, said.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
