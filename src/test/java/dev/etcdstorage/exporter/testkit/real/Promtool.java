package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The real promtool: from {@code tools.dir}, else from PATH. */
public record Promtool(Path program) {
  /**
   * What it said of a page.
   *
   * @param exitCode 0 clean, 3 lint, 1 not parsed
   */
  public record Verdict(int exitCode, String output) {}

  /** The newest; fails when there is none. */
  public static Promtool find() {
    List<Path> fetched = ToolsDir.find("promtool", "promtool");
    return new Promtool(
        fetched.isEmpty()
            ? ToolsDir.newest("prometheus", "promtool")
                .orElseThrow(() -> ToolsDir.missing("promtool"))
            : fetched.get(fetched.size() - 1));
  }

  /**
   * Every version that was fetched, oldest first: rule files must work with what users have. Fails
   * when there are fewer than two.
   */
  public static List<Promtool> all() {
    // It has a package of its own only in newer releases of Debian.
    List<Promtool> all =
        Stream.of("prometheus", "promtool")
            .flatMap(name -> ToolsDir.find(name, "promtool").stream())
            .map(Promtool::new)
            .toList();
    if (all.size() < 2) {
      throw ToolsDir.missing("promtool of two versions");
    }
    return all;
  }

  /** {@code promtool check metrics}; reads the classic text format only. */
  public Verdict checkMetrics(String page) {
    return run(page, "check", "metrics");
  }

  /** Any other command of it. */
  public Verdict run(String stdin, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
    // Many small objects that live for a moment: cleared away less often, a fifth less work.
    Command.Result result = Command.run(command, Map.of("GOGC", "400"), stdin);
    return new Verdict(result.exitCode(), result.stdout() + result.stderr());
  }

  @Override
  public String toString() {
    return program.toString();
  }
}
