package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltBucket;
import dev.etcdstorage.exporter.bbolt.BoltFile;
import dev.etcdstorage.exporter.bbolt.BoltPage;
import dev.etcdstorage.exporter.bbolt.BucketWalk;
import dev.etcdstorage.exporter.bbolt.CensusTaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * CRC-32C of all versions in a range of revisions that no member has compacted and all members
 * have: members that agree have the same.
 */
final class RangeHash {
  private final long above;
  private final long upTo;
  private final CRC32C crc = new CRC32C();
  private final KeyVersion version = new KeyVersion();

  private RangeHash(long above, long upTo) {
    this.above = above;
    this.upTo = upTo;
  }

  /**
   * Of one file.
   *
   * @param above the largest compacted revision of all members
   * @param upTo the smallest revision of all members
   */
  static int of(Path file, long above, long upTo) throws IOException {
    RangeHash hash = new RangeHash(above, upTo);
    try (BoltFile bolt = BoltFile.open(file)) {
      for (BoltBucket bucket : CensusTaker.buckets(bolt)) {
        if (bucket.name().equals(FactsReader.KEYS)) {
          BucketWalk.forward(bolt, bucket, hash::leaf);
        }
      }
    }
    return (int) hash.crc.getValue();
  }

  private void leaf(BoltPage page) throws IOException {
    ByteBuffer bytes = page.bytes().duplicate();
    for (int i = 0; i < page.count(); i++) {
      version.read(page, i);
      if (version.revision() > above && version.revision() <= upTo) {
        int at = page.keyAt(i);
        bytes.limit(at + page.keyBytes(i) + page.valueBytes(i)).position(at);
        crc.update(bytes);
        bytes.clear();
      }
    }
  }
}
