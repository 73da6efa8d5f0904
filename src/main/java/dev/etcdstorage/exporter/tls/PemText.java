package dev.etcdstorage.exporter.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.files.UserFile;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the text of a PEM file, which may hold comments in any encoding. */
final class PemText {
  private PemText() {}

  static String read(Path file) {
    byte[] bytes;
    try {
      bytes = UserFile.read(file);
    } catch (IOException e) {
      throw new ConfigException(file, String.valueOf(e.getMessage()));
    }
    if (bytes.length == 0) {
      throw new ConfigException(file, "the file is empty; it must hold PEM text");
    }
    return new String(bytes, ISO_8859_1);
  }
}
