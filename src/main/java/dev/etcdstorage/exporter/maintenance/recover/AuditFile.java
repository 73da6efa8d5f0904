package dev.etcdstorage.exporter.maintenance.recover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;

/**
 * One line an entry, appended and on disk before the next step begins. If the file is not a regular
 * one, such as {@code /dev/stderr} in a container, there is no disk to wait for.
 */
public final class AuditFile implements AuditLog {
  /** A run writes some hundred bytes for each member and step. */
  private static final long ROOM_BYTES = 64 << 10;

  private final Path file;
  private final Function<AuditEntry, String> line;

  /**
   * Opens nothing yet.
   *
   * @param line formats an entry, without a line end
   */
  public AuditFile(Path file, Function<AuditEntry, String> line) {
    this.file = file;
    this.line = line;
  }

  @Override
  public void probe() throws IOException {
    try {
      FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
    } catch (FileAlreadyExistsException e) {
      FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND).close();
      needRoom();
      return;
    }
    try {
      needRoom();
    } finally {
      Files.delete(file);
    }
  }

  private void needRoom() throws IOException {
    if (Files.isRegularFile(file) && Files.getFileStore(file).getUsableSpace() < ROOM_BYTES) {
      throw new FileSystemException(file.toString(), null, "no space left on its disk");
    }
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
