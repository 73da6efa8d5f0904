package dev.etcdstorage.exporter.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The real promtool: from {@code tools.dir}, else from PATH. */
public final class Promtool {
  private final Path program;

  private Promtool(Path program) {
    this.program = program;
  }

  /**
   * What it said of a page.
   *
   * @param exitCode 0 clean, 3 lint, 1 not parsed
   */
  public record Verdict(int exitCode, String output) {}

  /** Fails when there is none. */
  public static Promtool find() {
    List<Path> fetched = ToolsDir.find("promtool", "promtool");
    Optional<Path> found =
        fetched.isEmpty() ? onPath() : Optional.of(fetched.get(fetched.size() - 1));
    return new Promtool(found.orElseThrow(() -> ToolsDir.missing("promtool")));
  }

  private static Optional<Path> onPath() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** {@code promtool check metrics}; reads the classic text format only. */
  public Verdict checkMetrics(String page) {
    return run(page, "check", "metrics");
  }

  /** Any other command of it. */
  public Verdict run(String stdin, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
    Command.Result result = Command.run(command, Map.of(), stdin);
    return new Verdict(result.exitCode(), result.stdout() + result.stderr());
  }
}
