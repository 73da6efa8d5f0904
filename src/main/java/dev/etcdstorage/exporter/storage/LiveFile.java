package dev.etcdstorage.exporter.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The size of a database file with only the live keys: what is left after a compaction of all
 * history and a defragmentation. Fed key by key in constant memory.
 *
 * <p>A defragmentation copies every bucket, in the order of its keys, into a new bbolt file. Live
 * keys are in the bucket {@code key}, by the revision of their last write, so keys that were
 * written one after the other share pages, whatever their names. The file is then
 *
 * <ul>
 *   <li>the elements themselves, added up exactly: a header of 16 bytes, the revision as 17 bytes,
 *       and the marshaled {@code KeyValue};
 *   <li>what stays unused in the leaf pages, see {@link LeafPages}. It depends on which sizes are
 *       side by side and can be half of the file: an element of 2.5 KB takes a page of 4 KB or
 *       shares two with its neighbour;
 *   <li>a branch page for about each 110 leaves: 33 bytes a child, pages filled to 90%;
 *   <li>some ten pages for the rest: two meta pages, the list of free pages, the small buckets, and
 *       what the copy's last transaction freed.
 * </ul>
 *
 * <p>The unused part is measured by packing keys as bbolt does, in revision order. Up to {@value
 * #SAMPLE} keys all are packed; above that a random sample of as many, which has sizes side by side
 * as often as the file has, as long as the mixture changes slowly compared with the thinning. At
 * most a page a leaf is unused, however large the values, so a few huge ones cannot spoil the
 * estimate by being drawn or not.
 *
 * <p>Not counted, since a scan of the keys does not see them: leases (about 40 bytes each), and
 * users and roles.
 *
 * <p>Sources: etcd {@code mvcc/backend/backend.go} (defragdb), bbolt {@code node.go} (splitTwo,
 * splitIndex, spill), and {@code docs/reclaim.md}, where it is compared with real etcd.
 */
public final class LiveFile {
  static final int SAMPLE = 1 << 15;

  private static final int ELEMENT_OVERHEAD = 16 + 17;
  private static final int CHILDREN_OF_A_BRANCH = 110;
  private static final int OTHER_PAGES = 10;
  private static final int LEAF_HEADER = 16;

  /** A leaf with at most this many elements is never split, however large they are. */
  private static final int NEVER_SPLIT = 4;

  /** A file without any key. */
  public static final long EMPTY_BYTES = (long) OTHER_PAGES * LeafPages.PAGE_BYTES;

  /** From a fixed seed: the same keys give the same size. */
  private final RandomGenerator random = new SplittableRandom(4096);

  private final List<Element> sample = new ArrayList<>();

  /** Bytes of the largest elements, smallest first. */
  private final Queue<Long> largest = new PriorityQueue<>();

  private long keys;
  private long elementBytes;

  private record Element(long revision, long bytes) {}

  /**
   * Adds a live key.
   *
   * @param storedBytes size of the key's marshaled {@code KeyValue}
   * @param modRevision of its last write
   */
  public void add(int storedBytes, long modRevision) {
    Element element = new Element(modRevision, (long) storedBytes + ELEMENT_OVERHEAD);
    keys++;
    elementBytes += element.bytes();
    largest.add(element.bytes());
    if (largest.size() > NEVER_SPLIT) {
      largest.remove();
    }
    if (sample.size() < SAMPLE) {
      sample.add(element);
      return;
    }
    long place = random.nextLong(keys);
    if (place < SAMPLE) {
      sample.set((int) place, element);
    }
  }

  /**
   * The most that one write copies. bbolt never changes a page in place: it writes the whole leaf
   * of a write anew, and frees the old one two commits later. So the file grows by a leaf when it
   * has no free pages, as after a defragmentation. A leaf is one page, or up to {@value
   * #NEVER_SPLIT} elements of any size (bbolt {@code node.go}, splitTwo).
   */
  public long largestLeafBytes() {
    long bytes = LEAF_HEADER + largest.stream().mapToLong(Long::longValue).sum();
    return (bytes + LeafPages.PAGE_BYTES - 1) / LeafPages.PAGE_BYTES * LeafPages.PAGE_BYTES;
  }

  /** In bytes. */
  public long bytes() {
    if (keys == 0) {
      return EMPTY_BYTES;
    }
    LeafPages leaves = new LeafPages();
    sample.stream()
        .sorted(Comparator.comparingLong(Element::revision))
        .forEachOrdered(element -> leaves.add(element.bytes()));
    double branchBytes = leaves.count() * (double) LeafPages.PAGE_BYTES / CHILDREN_OF_A_BRANCH;
    double overheadOfAKey = (leaves.unusedBytes() + branchBytes) / sample.size();
    return elementBytes + Math.round(overheadOfAKey * keys) + EMPTY_BYTES;
  }
}
