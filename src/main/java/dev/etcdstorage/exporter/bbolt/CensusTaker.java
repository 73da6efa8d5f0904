package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks all buckets and counts. A file that it has walked once is sound: bounds, order, no cycle.
 */
public final class CensusTaker {
  private static final int MOST_BUCKETS = 100;
  private static final int LONGEST_NAME = 64;

  private final BoltFile file;
  private final PageMarks marks;
  private final List<BoltBucket> buckets = new ArrayList<>();
  private long branchNodes;
  private long branchPages;
  private long leafNodes;
  private long leafPages;
  private long slack;
  private long entryBytes;
  private long elementBytes;
  private long freelistPages;

  private CensusTaker(BoltFile file) {
    this.file = file;
    this.marks = new PageMarks(file.meta().end());
  }

  /** Counts all pages of a file, and passes their contents to the listener. */
  public static PageCensus take(BoltFile file, CensusListener listener) throws IOException {
    return new CensusTaker(file).take(listener);
  }

  /** The buckets of a file, by name. */
  public static List<BoltBucket> buckets(BoltFile file) throws IOException {
    CensusTaker taker = new CensusTaker(file);
    taker.readBuckets();
    return List.copyOf(taker.buckets);
  }

  private PageCensus take(CensusListener listener) throws IOException {
    freelist();
    readBuckets();
    for (BoltBucket bucket : buckets) {
      listener.bucket(bucket);
      KeyOrder order = new KeyOrder();
      visit(
          bucket,
          leaf -> {
            noBucketsIn(leaf, bucket);
            order.check(leaf);
            long bytes = leaf.elementBytes();
            elementBytes += bytes;
            if (leaf.id() == 0) {
              entryBytes -= bytes;
            }
            listener.leaf(leaf);
          });
    }
    return census();
  }

  private void freelist() throws IOException {
    if (file.meta().freelist() == BoltMeta.NO_FREELIST) {
      return;
    }
    Freelist list = Freelist.of(file);
    marks.mark(file.meta().freelist(), list.pages(), "the meta page");
    freelistPages = list.pages();
  }

  private void readBuckets() throws IOException {
    BoltBucket root = new BoltBucket("of buckets", file.meta().root(), Optional.empty(), 0);
    KeyOrder order = new KeyOrder();
    visit(
        root,
        leaf -> {
          order.check(leaf);
          for (int i = 0; i < leaf.count(); i++) {
            if (!leaf.isBucket(i) || buckets.size() == MOST_BUCKETS) {
              throw new BoltFileException(
                  String.format(
                      "element %d of %s is not a bucket; etcd keeps nothing else there",
                      i, leaf.name()));
            }
            BoltBucket bucket = BoltBucket.of(leaf, i, name(leaf, i));
            entryBytes += bucket.entryBytes();
            buckets.add(bucket);
          }
        });
  }

  private static String name(BoltPage leaf, int index) throws BoltFileException {
    if (leaf.keyBytes(index) > LONGEST_NAME) {
      throw new BoltFileException(
          String.format(
              "the name of the bucket in element %d of %s has %d bytes; etcd's are short",
              index, leaf.name(), leaf.keyBytes(index)));
    }
    return new String(leaf.key(index), StandardCharsets.ISO_8859_1);
  }

  private static void noBucketsIn(BoltPage leaf, BoltBucket bucket) throws BoltFileException {
    for (int i = 0; i < leaf.count(); i++) {
      if (leaf.isBucket(i)) {
        throw new BoltFileException(
            String.format(
                "element %d of %s is a bucket within the bucket %s; etcd has none",
                i, leaf.name(), bucket.name()));
      }
    }
  }

  private void visit(BoltBucket bucket, Leaf visitor) throws IOException {
    int pageSize = file.meta().pageSize();
    BucketWalk.forward(
        file,
        bucket,
        marks,
        new PageVisitor() {
          @Override
          public void branch(BoltPage page) {
            branchNodes++;
            branchPages += page.length() / pageSize;
          }

          @Override
          public void leaf(BoltPage page) throws IOException {
            if (page.id() != 0) {
              leafNodes++;
              leafPages += page.length() / pageSize;
              slack += page.length() - BoltPage.HEADER - page.elementBytes();
            }
            visitor.see(page);
          }
        });
  }

  private interface Leaf {
    void see(BoltPage leaf) throws IOException;
  }

  private PageCensus census() {
    return new PageCensus(
        file.meta().pageSize(),
        file.meta().end(),
        branchNodes,
        branchPages,
        leafNodes,
        leafPages,
        freelistPages,
        file.meta().end() - PageCensus.META_PAGES - marks.count(),
        BoltPage.HEADER * leafNodes,
        slack,
        entryBytes,
        elementBytes);
  }
}
