package dev.etcdstorage.exporter.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConsoleLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  private ConsoleLines lines(boolean terminal) {
    return new ConsoleLines(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, now::get);
  }

  @Test
  void onATerminalOneLineTakesThePlaceOfAnother() {
    ConsoleLines lines = lines(true);
    lines.passing("10%");
    lines.passing("20%");
    lines.line("done");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("\r\u001b[K10%\r\u001b[K20%\r\u001b[Kdone" + System.lineSeparator());
  }

  @Test
  void inAFilePassingLinesComeNowAndThen() {
    ConsoleLines lines = lines(false);
    lines.passing("10%");
    lines.passing("20%");
    now.set(Instant.EPOCH.plusSeconds(10));
    lines.passing("30%");
    lines.line("done");
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("10%", "30%", "done");
  }

  @Test
  void whatEtcdSaysSteersNoTerminal() {
    ConsoleLines lines = lines(true);
    lines.passing("m\u001b[31m\r");
    lines.line("a\nb\u009b2J");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\r\u001b[Km\\u{1b}[31m\\u{d}\r\u001b[Ka\\u{a}b\\u{9b}2J" + System.lineSeparator());
  }

  @Test
  void whatStaysIsCopiedAndWhatPassesIsNot() {
    List<String> copied = new ArrayList<>();
    Lines lines = new CopiedLines(lines(false), copied::add);

    lines.passing("10%");
    lines.line("");
    lines.line("done");

    assertThat(copied).containsExactly("done");
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("10%", "", "done");
  }
}
