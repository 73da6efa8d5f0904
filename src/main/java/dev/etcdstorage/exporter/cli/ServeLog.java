package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.log.OtherLog;
import dev.etcdstorage.exporter.report.CopiedLines;
import dev.etcdstorage.exporter.report.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The log of the exporter that is the first process of this container, if this command was started
 * beside it, as by {@code kubectl exec}. A command prints to whoever typed it; what it changes in
 * etcd is copied to the container's log as well.
 */
final class ServeLog implements AutoCloseable {
  /** As for the process' own log: one that nobody reads must not keep a command from ending. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Optional<OtherLog> log;
  private final InstantSource clock;

  private ServeLog(Optional<OtherLog> log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  static ServeLog here(InstantSource clock) {
    return in(Path.of("/proc"), clock);
  }

  /**
   * Finds that process, if there is one.
   *
   * @param processes the kernel's folder of them
   */
  static ServeLog in(Path processes, InstantSource clock) {
    Path first = processes.resolve("1");
    Path log = first.resolve("fd/2");
    return new ServeLog(
        serves(first) && Files.isWritable(log) ? Optional.of(new OtherLog(log)) : Optional.empty(),
        clock);
  }

  private static boolean serves(Path process) {
    try {
      List<String> words =
          List.of(
              Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                  .split("\0"));
      return words.contains("serve")
          && words.stream().anyMatch(word -> word.contains("etcd-storage-exporter"));
    } catch (IOException e) {
      return false;
    }
  }

  /** The same lines, and a copy of them to that log, if there is one. */
  Lines copying(Lines lines, String source) {
    return log.<Lines>map(
            to -> new CopiedLines(lines, text -> to.info(clock.instant(), source, text)))
        .orElse(lines);
  }

  @Override
  public void close() {
    log.ifPresent(to -> to.flush(LIMIT));
  }
}
