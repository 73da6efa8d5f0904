package dev.etcdstorage.exporter.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code defrag} with somebody in front of it, or nobody. */
final class DefragAtTerminal {
  /** What was asked so far. */
  final List<String> asked = new ArrayList<>();

  /** How it ended, and what it said. */
  record Ended(int code, String out) {
    List<String> last(int lines) {
      List<String> all = out.lines().toList();
      return all.subList(all.size() - lines, all.size());
    }
  }

  /**
   * Runs it.
   *
   * @param typed what is answered to each question; empty where nobody is there to be asked
   */
  Ended run(Optional<String> typed, String... flags) {
    Terminal terminal =
        new Terminal() {
          @Override
          public boolean present() {
            return typed.isPresent();
          }

          @Override
          public String ask(String question) {
            asked.add(question);
            return typed.orElseThrow(() -> new AssertionError("nobody is there to be asked"));
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code =
        Main.commandLine(
                Map.of(
                    "defrag",
                    () -> new DefragCommand(stream, stream, terminal, new FlagVariables(Map.of()))),
                Map.of(),
                stream,
                stream)
            .execute(Stream.concat(Stream.of("defrag"), Stream.of(flags)).toArray(String[]::new));
    return new Ended(code, out.toString(StandardCharsets.UTF_8));
  }
}
