package dev.etcdstorage.exporter.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files that the user names, whole, in bounded time and memory. */
public final class UserFile {
  /** Systems' bundles of trusted authorities are below 1 MiB. */
  private static final int MOST_BYTES = 4 << 20;

  private UserFile() {}

  /**
   * The whole content.
   *
   * @throws IOException whose message, one line, says why it cannot be read, without the file's
   *     name and without any of its content
   */
  public static byte[] read(Path file) throws IOException {
    return FileAccess.process().call(file, () -> content(file));
  }

  private static byte[] content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length <= MOST_BYTES) {
        return bytes;
      }
    } catch (IOException e) {
      throw new IOException(reason(file, e), e);
    }
    throw new IOException("larger than 4 MiB, the most that is read");
  }

  static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied; the exporter's user must be able to read it";
    }
    return Files.isDirectory(file)
        ? "is a directory; name the file in it"
        : "cannot be read: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
