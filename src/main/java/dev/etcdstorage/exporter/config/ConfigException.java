package dev.etcdstorage.exporter.config;

/**
 * A setting that cannot be used. The message is one line for the user: it names the file, line or
 * flag, what is wrong and what would be right, and holds no secret.
 */
public final class ConfigException extends RuntimeException {
  public ConfigException(String message) {
    super(message);
  }
}
