package dev.etcdstorage.exporter.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * The size of the file that a defragmentation writes, page by page: etcd copies bucket after bucket
 * in the order of keys into a new file, fills leaves to 90 %, and commits every 10,000 elements.
 * Each commit writes the last leaf and the branches above it anew, which leaves a few free pages.
 * Bounded memory, whatever is put.
 *
 * <p>Source: etcd {@code server/storage/backend/backend.go} (defragdb).
 */
public final class DefragCopy {
  private static final double FILL_PERCENT = 0.9;

  /** bbolt's default, which the bucket of buckets keeps. */
  private static final double ROOT_FILL_PERCENT = 0.5;

  private static final int PUTS_A_COMMIT = 10_000;
  private static final long FREELIST_AT = 2;
  private static final long ROOT_AT = 3;

  private record Entry(int nameBytes, CopiedBucket bucket) {}

  /** Pages of the bucket of buckets. */
  private record Run(long page, long pages) {}

  private final int pageSize;
  private final CopiedPages pages = new CopiedPages();
  private final List<Entry> buckets = new ArrayList<>();
  private List<Run> root = List.of(new Run(ROOT_AT, 1));
  private boolean first = true;
  private int puts;

  /**
   * @param pageSize of the new file, in bytes
   */
  public DefragCopy(int pageSize) {
    this.pageSize = pageSize;
  }

  /** The next bucket. */
  public void bucket(int nameBytes) {
    buckets.add(new Entry(nameBytes, new CopiedBucket(pageSize, FILL_PERCENT)));
  }

  /** The next element of the last bucket. */
  public void put(int keyBytes, int valueBytes) {
    puts++;
    if (puts > PUTS_A_COMMIT) {
      commit();
      puts = 0;
    }
    buckets.get(buckets.size() - 1).bucket().put(keyBytes, valueBytes);
  }

  /** Ends the copy; returns its size as etcd counts it. */
  public long bytes() {
    commit();
    return pages.end() * pageSize;
  }

  private void commit() {
    pages.begin();
    for (Entry entry : buckets) {
      entry.bucket().commit(pages);
    }
    writeRoot();
    if (first) {
      pages.free(FREELIST_AT, 1);
      first = false;
    }
  }

  private void writeRoot() {
    root.forEach(run -> pages.free(run.page(), run.pages()));
    CopiedNode entries = new CopiedNode();
    for (Entry entry : buckets) {
      entries.add(entry.nameBytes(), entry.nameBytes() + entry.bucket().entryBytes());
    }
    List<CopiedNode> leaves = entries.split(pageSize, ROOT_FILL_PERCENT);
    List<Run> written = new ArrayList<>();
    CopiedNode branch = new CopiedNode();
    for (CopiedNode leaf : leaves) {
      written.add(write(leaf));
      branch.add(leaf.firstKeyBytes(), leaf.firstKeyBytes());
    }
    if (leaves.size() > 1) {
      written.add(write(branch));
    }
    root = written;
  }

  private Run write(CopiedNode node) {
    long count = (node.size() + pageSize - 1) / pageSize;
    return new Run(pages.allocate(count), count);
  }
}
