package dev.etcdstorage.exporter.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log of another process, in the form of this process' own. Lines that cannot be written there
 * are lost, and nobody waits for it.
 */
public final class OtherLog {
  private final PrintStream out;
  private final LogWriter writer = new LogWriter(LogSettings.process()::droppedLine);

  /**
   * Opens nothing yet.
   *
   * @param file must exist; its contents stay
   */
  public OtherLog(Path file) {
    this.out = new PrintStream(new OnFirstByte(file), true, StandardCharsets.UTF_8);
  }

  /** Returns at once; the line is written soon. */
  public void info(Instant time, String source, String message) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", LogFormat.time(time));
    fields.put("level", "info");
    fields.put("source", source);
    fields.put("msg", message);
    writer.write(out, LogSettings.process().format().line(fields));
  }

  /** Waits until everything is written, at most this long. */
  public void flush(Duration limit) {
    try {
      writer.flush(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Opening a pipe may take as long as its reader likes, so the writing thread does it. */
  private static final class OnFirstByte extends OutputStream {
    private final Path file;
    private @Nullable OutputStream open;

    OnFirstByte(Path file) {
      this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      OutputStream to = open;
      if (to == null) {
        to = Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        open = to;
      }
      to.write(bytes, offset, length);
    }
  }
}
