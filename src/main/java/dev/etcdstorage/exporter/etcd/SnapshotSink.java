package dev.etcdstorage.exporter.etcd;

import java.io.IOException;

/** Where a snapshot's bytes go. */
@FunctionalInterface
public interface SnapshotSink {
  /**
   * Takes the next piece. Only a few more are in flight meanwhile, so that a slow disk holds back
   * etcd and does not fill the heap.
   *
   * @param left bytes of the database that are still to come, without its checksum
   * @throws IOException to end the stream
   */
  void take(byte[] piece, long left) throws IOException;
}
