package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.Fifo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that keeps whoever opens it, in the place of each that a command line can name. */
class HangingFileTest {
  private static final List<String> AWAY = List.of("--endpoints", "https://127.0.0.1:1");

  @TempDir private static Path dir = Path.of("");
  private static Fifo hanging;

  @BeforeAll
  static void make() {
    hanging = Fifo.at(dir.resolve("hanging"));
  }

  @AfterAll
  static void end() {
    hanging.close();
  }

  record Case(int exitCode, List<String> arguments) {}

  static Stream<Case> commands() {
    String file = dir.resolve("hanging").toString();
    List<String> check = List.of("serve", "--config.check");
    return Stream.of(
        with(3, List.of("check"), List.of("--cacert", file)),
        with(1, List.of("defrag"), List.of("--cacert", file)),
        with(1, List.of("defrag"), List.of("--user", "me", "--password-file", file)),
        with(1, check, List.of("--cacert", file)),
        with(1, check, List.of("--cert", file, "--key", file)),
        with(1, check, List.of("--user", "me", "--password-file", file)),
        with(1, check, List.of("--web.config.file", file)),
        new Case(1, List.of("serve", "--config.check", "--config.file", file)));
  }

  private static Case with(int exitCode, List<String> command, List<String> flags) {
    return new Case(exitCode, Stream.of(command, AWAY, flags).flatMap(List::stream).toList());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void isNamedInOneLine(Case run) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    int exitCode = Main.run(run.arguments().toArray(String[]::new), Map.of(), out, out);

    assertThat(said.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "error: "
                + hanging.path()
                + ": no answer within 5 s; it is on a file system that hangs, or a pipe that nobody"
                + " writes to\n");
    assertThat(exitCode).isEqualTo(run.exitCode());
  }
}
