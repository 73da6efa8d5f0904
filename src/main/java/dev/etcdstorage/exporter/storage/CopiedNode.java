package dev.etcdstorage.exporter.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A node of bbolt's tree to which elements are appended; only their sizes count.
 *
 * <p>Source: bbolt {@code node.go} (size, split, splitTwo, splitIndex).
 */
final class CopiedNode {
  static final int HEADER = 16;
  private static final int ELEMENT = 16;
  private static final int AT_LEAST = 2;

  private int[] sizes = new int[32];
  private int[] keys = new int[32];
  private int count;

  /** Its first page; 0 if it was not written. */
  long page;

  long pages;

  /** Whether its parent points to it. */
  boolean linked;

  /**
   * Appends an element.
   *
   * @param keyBytes of its key
   * @param bytes of key and value, or of the key alone in a branch
   */
  void add(int keyBytes, int bytes) {
    if (count == sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * count);
      keys = Arrays.copyOf(keys, 2 * count);
    }
    sizes[count] = ELEMENT + bytes;
    keys[count] = keyBytes;
    count++;
  }

  int count() {
    return count;
  }

  /** In bytes, as written. */
  long size() {
    long size = HEADER;
    for (int i = 0; i < count; i++) {
      size += sizes[i];
    }
    return size;
  }

  int firstKeyBytes() {
    return count == 0 ? 0 : keys[0];
  }

  /** The nodes that it is written as: itself, or several. */
  List<CopiedNode> split(int pageSize, double fillPercent) {
    List<CopiedNode> pieces = new ArrayList<>();
    int from = 0;
    while (count - from > 2 * AT_LEAST && !fits(from, pageSize)) {
      int index = from + splitIndex(from, (int) (pageSize * fillPercent));
      pieces.add(part(from, index));
      from = index;
    }
    pieces.add(part(from, count));
    return pieces;
  }

  private boolean fits(int from, int pageSize) {
    long size = HEADER;
    for (int i = from; i < count; i++) {
      size += sizes[i];
      if (size >= pageSize) {
        return false;
      }
    }
    return true;
  }

  private int splitIndex(int from, int threshold) {
    long size = HEADER;
    int index = 0;
    for (int i = 0; i < count - from - AT_LEAST; i++) {
      index = i;
      if (i >= AT_LEAST && size + sizes[from + i] > threshold) {
        break;
      }
      size += sizes[from + i];
    }
    return index;
  }

  private CopiedNode part(int from, int to) {
    CopiedNode part = new CopiedNode();
    part.sizes = Arrays.copyOfRange(sizes, from, Math.max(to, from + 1));
    part.keys = Arrays.copyOfRange(keys, from, Math.max(to, from + 1));
    part.count = to - from;
    return part;
  }
}
