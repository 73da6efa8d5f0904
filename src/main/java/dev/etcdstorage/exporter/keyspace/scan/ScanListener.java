package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.List;

/** Carries on from a scan's result, and says when the next scan should come early. */
public interface ScanListener {
  ScanListener NONE = new ScanListener() {};

  /**
   * The first page is about to be read, or the first after a compaction overtook the scan.
   *
   * @return the revision to read at; 0 for the present one
   */
  default long begins() {
    return 0;
  }

  /** Live keys at that revision; each key comes once. */
  default void read(List<KeyEntry> entries) {}

  /** The scan reached its end; not called for one that was given up. */
  default void finished(ScanResult result) {}

  /** Whether the ledger is too far off to wait for the next scan. */
  default boolean drifted() {
    return false;
  }
}
