package dev.etcdstorage.exporter.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.etcdstorage.exporter.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text of a PEM file, which may hold comments in any encoding. */
final class PemText {
  /** The bundles of trusted authorities that systems bring are below 1 MiB. */
  private static final int MAX_BYTES = 4 << 20;

  private PemText() {}

  static String read(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new ConfigException(file + ": " + reason(file, e));
    }
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(file + ": larger than 4 MiB; this is no PEM file");
    }
    if (bytes.length == 0) {
      throw new ConfigException(file + ": the file is empty; it must hold PEM text");
    }
    return new String(bytes, ISO_8859_1);
  }

  static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied; the exporter's user must be able to read it";
    }
    if (Files.isDirectory(file)) {
      return "is a directory; name the file in it";
    }
    return "cannot be read: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
