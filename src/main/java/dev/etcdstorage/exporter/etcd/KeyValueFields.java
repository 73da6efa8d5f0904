package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/** {@code KeyValue}; of the value only its length. */
final class KeyValueFields implements MessageFields {
  private static final byte[] NO_KEY = {};

  private byte[] key = NO_KEY;
  private long modRevision;
  private long version;
  private int valueBytes;

  @Override
  public boolean take(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case 1 << 3 | 2 -> key = in.readByteArray();
      case 3 << 3 -> modRevision = in.readInt64();
      case 4 << 3 -> version = in.readInt64();
      case 5 << 3 | 2 -> {
        valueBytes = in.readRawVarint32();
        in.skipRawBytes(valueBytes);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  KeyEntry entry(int storedBytes) {
    return new KeyEntry(Key.wrap(key), modRevision, version, valueBytes, storedBytes);
  }

  KeyEvent event(boolean delete) {
    return new KeyEvent(Key.wrap(key), delete, modRevision, version, valueBytes);
  }
}
