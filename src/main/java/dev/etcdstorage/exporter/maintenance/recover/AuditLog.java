package dev.etcdstorage.exporter.maintenance.recover;

import java.io.IOException;

/** Where it is written down what was done. */
@FunctionalInterface
public interface AuditLog {
  /** Returns when the entry is on disk, where there is one. */
  void add(AuditEntry entry) throws IOException;

  /**
   * Finds out whether entries can be written, and leaves nothing behind.
   *
   * @throws IOException when they cannot
   */
  default void probe() throws IOException {}
}
