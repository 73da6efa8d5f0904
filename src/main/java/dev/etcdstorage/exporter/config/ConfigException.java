package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting that cannot be used. The message is one line for the user: it names the file, line or
 * flag, what is wrong and what would be right, and holds no secret.
 */
public final class ConfigException extends RuntimeException {
  private final transient @Nullable Path file;

  public ConfigException(String message) {
    super(message);
    this.file = null;
  }

  /**
   * @param file that cannot be used; the message begins with it
   */
  public ConfigException(Path file, String why) {
    super(file + ": " + why);
    this.file = file;
  }

  /** The file, if it cannot be used as a whole. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
