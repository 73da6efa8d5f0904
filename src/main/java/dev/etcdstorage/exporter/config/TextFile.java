package dev.etcdstorage.exporter.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text files that the user names. */
public final class TextFile {
  private TextFile() {}

  /**
   * The whole text.
   *
   * @throws ConfigException that names the file and holds nothing of its content
   */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": " + reason(file, e));
    }
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied; the exporter's user must be able to read it";
    }
    if (e instanceof CharacterCodingException) {
      return "is not UTF-8 text";
    }
    return Files.isDirectory(file)
        ? "is a directory; name the file in it"
        : "cannot be read: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
