package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.bbolt.BoltPage;
import dev.etcdstorage.exporter.etcd.KeyHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One element of the bucket {@code key}: a key as one revision left it. A single object is reused
 * for all of them.
 *
 * <p>Source: etcd {@code server/storage/mvcc/revision.go} (17 bytes: main revision, {@code _}, sub
 * revision; {@code t} after them for a tombstone) and {@code api/mvccpb/kv.proto} (key 1, value 5).
 */
final class KeyVersion {
  /** The header of an element in its page, besides key and value. */
  private static final int ELEMENT_HEAD = 16;

  private static final int REVISION_BYTES = 17;
  private static final byte SEPARATOR = '_';
  private static final byte TOMBSTONE = 't';
  private static final int KEY = 1;
  private static final int VALUE = 5;
  private static final int LONGEST_SHOWN = 4096;

  private final ProtoCursor fields = new ProtoCursor();
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long revision;
  private boolean tombstone;
  private int storedBytes;
  private int keyAt;
  private int keyBytes;
  private int valueAt;
  private int valueBytes;

  /**
   * Selects an element.
   *
   * @throws BoltFileException if it is nothing that etcd writes
   */
  void read(BoltPage page, int index) throws BoltFileException {
    buffer = page.bytes();
    readRevision(page, index);
    storedBytes = ELEMENT_HEAD + page.keyBytes(index) + page.valueBytes(index);
    keyBytes = 0;
    valueBytes = 0;
    fields.over(buffer, page.valueAt(index), page.valueBytes(index));
    while (fields.next()) {
      if (fields.is(KEY, ProtoCursor.BYTES)) {
        keyAt = fields.from();
        keyBytes = fields.length();
      } else if (fields.is(VALUE, ProtoCursor.BYTES)) {
        valueAt = fields.from();
        valueBytes = fields.length();
      }
    }
    if (fields.damaged() || keyBytes == 0) {
      throw new BoltFileException(
          "element " + index + " of " + page.name() + " is not a key and value of etcd");
    }
  }

  private void readRevision(BoltPage page, int index) throws BoltFileException {
    int at = page.keyAt(index);
    int length = page.keyBytes(index);
    tombstone = length == REVISION_BYTES + 1 && buffer.get(at + REVISION_BYTES) == TOMBSTONE;
    if (!(length == REVISION_BYTES || tombstone) || buffer.get(at + Long.BYTES) != SEPARATOR) {
      throw new BoltFileException(
          "element "
              + index
              + " of "
              + page.name()
              + " in the bucket key is not a revision of etcd");
    }
    revision = bigEndian(buffer.getLong(at));
  }

  /** Of a buffer that reads little-endian. */
  private long bigEndian(long value) {
    return buffer.order() == ByteOrder.LITTLE_ENDIAN ? Long.reverseBytes(value) : value;
  }

  /** The main revision. */
  long revision() {
    return revision;
  }

  /** Whether the key was deleted. */
  boolean tombstone() {
    return tombstone;
  }

  /** Key and value, in bytes. */
  int bytes() {
    return keyBytes + valueBytes;
  }

  /** Size in its page: the element's header, the revision, the marshaled KeyValue. */
  int storedBytes() {
    return storedBytes;
  }

  ByteBuffer buffer() {
    return buffer;
  }

  int valueAt() {
    return valueAt;
  }

  int valueBytes() {
    return valueBytes;
  }

  /** A copy, of a very long key only its beginning: enough for its prefix, and to show it. */
  byte[] key() {
    byte[] key = new byte[Math.min(keyBytes, LONGEST_SHOWN)];
    buffer.get(keyAt, key);
    return key;
  }

  /** 64 bits that stand for the key; see {@link KeyTable}. Never 0. */
  long fingerprint() {
    return KeyHash.of(buffer, keyAt, keyBytes);
  }
}
