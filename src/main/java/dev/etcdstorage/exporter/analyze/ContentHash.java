package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltPage;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The hash that {@code etcdutl snapshot status} shows: CRC-32C over the names of all buckets and,
 * in order, their keys and values (etcd {@code etcdutl/snapshot/v3_snapshot.go}, Status).
 */
final class ContentHash {
  private final CRC32C crc = new CRC32C();

  void bucket(byte[] name) {
    crc.update(name);
  }

  /** A value follows its key directly, and mostly the next key follows it. */
  void leaf(BoltPage page) {
    ByteBuffer bytes = page.bytes().duplicate();
    int from = 0;
    int to = 0;
    for (int i = 0; i < page.count(); i++) {
      int at = page.keyAt(i);
      if (at != to) {
        update(bytes, from, to);
        from = at;
      }
      to = at + page.keyBytes(i) + page.valueBytes(i);
    }
    update(bytes, from, to);
  }

  private void update(ByteBuffer bytes, int from, int to) {
    if (to > from) {
      bytes.limit(to).position(from);
      crc.update(bytes);
      bytes.clear();
    }
  }

  int value() {
    return (int) crc.getValue();
  }
}
