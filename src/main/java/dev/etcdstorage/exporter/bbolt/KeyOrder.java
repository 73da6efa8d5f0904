package dev.etcdstorage.exporter.bbolt;

import java.nio.ByteBuffer;

/** Checks the order of keys in a bucket's leaves: each must be larger than the one before. */
final class KeyOrder {
  private byte[] last = new byte[64];
  private int lastBytes = -1;

  void check(BoltPage leaf) throws BoltFileException {
    for (int i = 0; i < leaf.count(); i++) {
      int size = leaf.keyBytes(i);
      int at = leaf.keyAt(i);
      if (i > 0) {
        if (!isAfter(leaf.bytes(), at, size, leaf.keyAt(i - 1), leaf.keyBytes(i - 1))) {
          throw outOfOrder(leaf, i);
        }
      } else if (lastBytes >= 0 && !isAfterLast(leaf.bytes(), at, size)) {
        throw outOfOrder(leaf, i);
      }
    }
    if (leaf.count() > 0) {
      keep(leaf);
    }
  }

  private static BoltFileException outOfOrder(BoltPage leaf, int index) {
    return new BoltFileException(
        String.format("the key of element %d of %s is out of order", index, leaf.name()));
  }

  private static boolean isAfter(ByteBuffer bytes, int at, int size, int before, int beforeSize) {
    int both = Math.min(size, beforeSize);
    for (int i = 0; i < both; i++) {
      int difference = (bytes.get(at + i) & 0xff) - (bytes.get(before + i) & 0xff);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return size > beforeSize;
  }

  private boolean isAfterLast(ByteBuffer bytes, int at, int size) {
    int both = Math.min(size, lastBytes);
    for (int i = 0; i < both; i++) {
      int difference = (bytes.get(at + i) & 0xff) - (last[i] & 0xff);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return size > lastBytes;
  }

  private void keep(BoltPage leaf) {
    int index = leaf.count() - 1;
    lastBytes = leaf.keyBytes(index);
    if (last.length < lastBytes) {
      last = new byte[lastBytes];
    }
    leaf.bytes().get(leaf.keyAt(index), last, 0, lastBytes);
  }
}
