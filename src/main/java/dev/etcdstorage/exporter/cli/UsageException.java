package dev.etcdstorage.exporter.cli;

/** A flag or variable that cannot be used; the message names it and says what would be right. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
