package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The real amtool: from {@code tools.dir}, else from PATH. */
public final class Amtool {
  private final Path program;

  private Amtool(Path program) {
    this.program = program;
  }

  /** How it ended, and what it said. */
  public record Verdict(int exitCode, String output) {}

  /** The newest; fails when there is none. */
  public static Amtool find() {
    return new Amtool(
        ToolsDir.newest("prometheus-alertmanager", "amtool")
            .orElseThrow(() -> ToolsDir.missing("amtool")));
  }

  /** Any command of it. */
  public Verdict run(String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
    Command.Result result = Command.run(command, Map.of(), "");
    return new Verdict(result.exitCode(), result.stdout() + result.stderr());
  }
}
