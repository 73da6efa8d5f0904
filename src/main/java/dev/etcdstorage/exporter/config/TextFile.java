package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.files.UserFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
      ByteBuffer bytes = ByteBuffer.wrap(UserFile.read(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(file, "is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(file, String.valueOf(e.getMessage()));
    }
  }
}
