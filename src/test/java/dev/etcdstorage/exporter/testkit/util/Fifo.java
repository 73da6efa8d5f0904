package dev.etcdstorage.exporter.testkit.util;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * A pipe in the file system that nobody writes to: whoever opens it to read waits for ever, as with
 * a file on a network file system whose server is gone. Closing it lets the readers go.
 */
public final class Fifo implements AutoCloseable {
  private final Path path;

  private Fifo(Path path) {
    this.path = path;
  }

  /** Makes one, in the place of a file that may be there. */
  public static Fifo at(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.Result made = Command.run(List.of("mkfifo", path.toString()), Map.of(), "");
    if (made.exitCode() != 0) {
      throw new AssertionError("mkfifo " + path + ": " + made.stderr());
    }
    return new Fifo(path);
  }

  public Path path() {
    return path;
  }

  /** Opened both ways a pipe waits for nobody, and its readers see an end when it is closed. */
  @Override
  public void close() {
    try {
      FileChannel both = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Files.delete(path);
      both.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
