package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;

/**
 * A file that is not a database, or a damaged one. The message is one line: what was found, and
 * where.
 */
public final class BoltFileException extends IOException {
  public BoltFileException(String message) {
    super(message);
  }
}
