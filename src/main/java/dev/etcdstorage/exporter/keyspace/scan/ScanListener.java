package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.List;

/** Goes on from where a scan stands, and says when the next one should come early. */
public interface ScanListener {
  /** Nobody. */
  ScanListener NONE = new ScanListener() {};

  /**
   * The first page is about to be read, or the first after a compaction overtook the scan.
   *
   * @return the revision to read at; 0 for the present one
   */
  default long begins() {
    return 0;
  }

  /** Keys that are alive at that revision; each key comes once. */
  default void read(List<KeyEntry> entries) {}

  /** The scan came to its end; one that was given up is not told. */
  default void finished(ScanResult result) {}

  /** Whether what was made of the last scan has gone too far astray to wait for the next. */
  default boolean drifted() {
    return false;
  }
}
