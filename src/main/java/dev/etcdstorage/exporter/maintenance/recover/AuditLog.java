package dev.etcdstorage.exporter.maintenance.recover;

import java.io.IOException;

/** Where it is written down what was done. */
@FunctionalInterface
public interface AuditLog {
  /** Nowhere: a dry run leaves nothing behind. */
  AuditLog NONE = entry -> {};

  /** Returns when the entry is on disk. */
  void add(AuditEntry entry) throws IOException;
}
