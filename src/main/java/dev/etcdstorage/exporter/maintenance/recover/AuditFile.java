package dev.etcdstorage.exporter.maintenance.recover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/**
 * A line an entry, appended and on disk before the next step begins. Where the file is no regular
 * one, {@code /dev/stderr} in a container for instance, there is no disk to wait for.
 */
public final class AuditFile implements AuditLog {
  private final Path file;
  private final Function<AuditEntry, String> line;

  /**
   * Opens nothing yet.
   *
   * @param line without a line end
   */
  public AuditFile(Path file, Function<AuditEntry, String> line) {
    this.file = file;
    this.line = line;
  }

  @Override
  public void add(AuditEntry entry) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line.apply(entry) + "\n").getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (Files.isRegularFile(file)) {
        channel.force(true);
      }
    }
  }
}
