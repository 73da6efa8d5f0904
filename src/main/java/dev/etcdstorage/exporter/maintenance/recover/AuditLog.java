package dev.etcdstorage.exporter.maintenance.recover;

import java.io.IOException;

/** The record of what was done. */
@FunctionalInterface
public interface AuditLog {
  /** Returns when the entry is on disk, if there is one. */
  void add(AuditEntry entry) throws IOException;

  /**
   * Tries whether entries can be written, and leaves nothing behind.
   *
   * @throws IOException when they cannot
   */
  default void probe() throws IOException {}
}
