package dev.etcdstorage.exporter.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * A bucket that is filled in the order of its keys. Only the rightmost nodes of its tree are held:
 * those left of them are written and never touched again.
 *
 * <p>Source: bbolt {@code bucket.go} (spill, inlineable), {@code node.go} (spill).
 */
final class CopiedBucket {
  private static final int BUCKET_HEADER = 16;

  private final int pageSize;
  private final double fillPercent;
  private final List<CopiedNode> levels = new ArrayList<>(List.of(new CopiedNode()));
  private boolean touched = true;

  CopiedBucket(int pageSize, double fillPercent) {
    this.pageSize = pageSize;
    this.fillPercent = fillPercent;
  }

  void put(int keyBytes, int valueBytes) {
    levels.get(0).add(keyBytes, keyBytes + valueBytes);
    touched = true;
  }

  /** Writes what a transaction has touched. */
  void commit(CopiedPages pages) {
    if (!touched) {
      return;
    }
    touched = false;
    if (isInline()) {
      free(levels.get(0), pages);
    } else {
      for (int level = 0; level < levels.size(); level++) {
        write(level, pages);
      }
    }
  }

  private boolean isInline() {
    return levels.size() == 1 && levels.get(0).size() <= pageSize / 4;
  }

  /** Size of its entry in the bucket of buckets, without the name. */
  int entryBytes() {
    return isInline() ? BUCKET_HEADER + (int) levels.get(0).size() : BUCKET_HEADER;
  }

  private void write(int level, CopiedPages pages) {
    CopiedNode node = levels.get(level);
    free(node, pages);
    List<CopiedNode> pieces = node.split(pageSize, fillPercent);
    if (pieces.size() > 1 && level + 1 == levels.size()) {
      levels.add(new CopiedNode());
    }
    boolean known = node.linked;
    for (CopiedNode piece : pieces) {
      piece.pages = (piece.size() + pageSize - 1) / pageSize;
      piece.page = pages.allocate(piece.pages);
      if (level + 1 < levels.size()) {
        if (!known) {
          levels.get(level + 1).add(piece.firstKeyBytes(), piece.firstKeyBytes());
        }
        piece.linked = true;
      }
      known = false;
    }
    levels.set(level, pieces.get(pieces.size() - 1));
  }

  private static void free(CopiedNode node, CopiedPages pages) {
    if (node.page != 0) {
      pages.free(node.page, node.pages);
      node.page = 0;
    }
  }
}
