package dev.etcdstorage.exporter.maintenance;

/**
 * Names under {@code OwnKeys.ROOT} by which all commands and exporters of a cluster heed each
 * other.
 */
public final class SharedKeys {
  /** Who has it defragments; nobody else does, and nobody recovers. */
  public static final String LOCK = "lock";

  /** While it is there, nothing is changed. */
  public static final String STOP = "stop";

  private SharedKeys() {}
}
