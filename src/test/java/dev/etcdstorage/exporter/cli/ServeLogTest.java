package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.report.Lines;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.RecordingLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-29T03:17:00Z"));

  /** As the image's entry point is called. */
  private static final String SERVE =
      "/opt/java/bin/java\0@/opt/etcd-storage-exporter/serve.options\0serve\0";

  private final RecordingLines terminal = new RecordingLines();

  @TempDir private Path processes = Path.of("");
  private Path log = Path.of("");

  @BeforeEach
  void makeFirstProcess() throws IOException {
    log = Files.createDirectories(processes.resolve("1/fd")).resolve("2");
    firstProcessIs(SERVE);
  }

  private void firstProcessIs(String words) throws IOException {
    Files.writeString(processes.resolve("1/cmdline"), words);
  }

  private void say() {
    try (ServeLog serve = ServeLog.in(processes, CLOCK)) {
      Lines lines = serve.copying(terminal, "recover");
      lines.line("DONE: etcd takes writes");
      lines.line("");
      lines.passing("snapshot …");
      lines.line("  m1  60.0 MiB\u001b[2J");
    }
  }

  @Test
  void whatStaysOnTheTerminalIsInTheLogOfTheServingProcessToo() throws IOException {
    // Given what serve has logged
    Files.writeString(log, "time=… msg=listening\n");

    // When
    say();

    // Then
    assertThat(terminal.lines())
        .containsExactly("DONE: etcd takes writes", "", "~ snapshot …", "  m1  60.0 MiB\u001b[2J");
    assertThat(log)
        .hasContent(
            """
            time=… msg=listening
            time=2026-11-29T03:17:00.000Z level=info source=recover msg="DONE: etcd takes writes"
            time=2026-11-29T03:17:00.000Z level=info source=recover msg="  m1  60.0 MiB\\u001b[2J"
            """);
  }

  /** A machine's first process, another program's container, and the command's own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sbin/init\0",
        "/usr/bin/caddy\0serve\0",
        "/opt/java/bin/java\0@/opt/etcd-storage-exporter/command.options\0recover\0--yes\0",
        ""
      })
  void nothingIsWrittenToTheLogOfAnyOtherFirstProcess(String words) throws IOException {
    Files.createFile(log);
    firstProcessIs(words);

    say();

    assertThat(terminal.lines()).hasSize(4);
    assertThat(log).isEmptyFile();
  }

  @Test
  void logThatIsNotThereIsNotMade() {
    say();

    assertThat(terminal.lines()).hasSize(4);
    assertThat(log).doesNotExist();
  }

  /** As a pipe whose reader is gone: who opens it waits for ever. */
  @Test
  void logThatNobodyReadsKeepsNoCommandFromItsEnd() {
    assertThat(Command.run(List.of("mkfifo", log.toString()), Map.of(), "").exitCode()).isZero();
    long began = System.nanoTime();

    say();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(terminal.lines()).hasSize(4);
  }
}
