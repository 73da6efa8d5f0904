package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.storage.LiveFile;
import java.util.Arrays;

/**
 * The size of the latest version of keys, by the key's hash, for as many keys as there is room for,
 * those written last. etcd does not say what an event replaces, so this is looked up for each.
 *
 * <p>A table that grows to {@value #MOST} keys in 3 MiB. Each key has two buckets and goes into the
 * emptier one, so that nearly all places are taken before it grows. If both are full, a newer key
 * replaces the one written the longest ago. Two keys with the same 64 bits would be taken for one:
 * with 100,000 keys the chance of that is one in four thousand million.
 */
final class KnownSizes {
  static final int MOST = 1 << 17;
  private static final int LEAST = 1 << 7;
  private static final int BUCKET = 8;

  /** Of a marshaled {@code KeyValue}: tags and lengths, revisions and version; without a lease. */
  static final int STORED_OVERHEAD = 18;

  private final int most;

  /** 0 where there is no key. */
  private long[] hashes = new long[LEAST];

  /** Of each key the revision, and the size above the version. */
  private long[] writes = new long[2 * LEAST];

  private long newestLost;

  KnownSizes() {
    this(MOST);
  }

  /**
   * @param most a power of two, at least 128
   */
  KnownSizes(int most) {
    this.most = most;
  }

  /** The key's place; negative if it is not known. Valid until the next change. */
  int find(long hash) {
    int at = find(hash, first(hash));
    return at >= 0 ? at : find(hash, second(hash));
  }

  private int find(long hash, int bucket) {
    for (int at = bucket; at < bucket + BUCKET; at++) {
      if (hashes[at] == hash) {
        return at;
      }
    }
    return -1;
  }

  private int first(long hash) {
    return (int) hash & (hashes.length - 1) & -BUCKET;
  }

  private int second(long hash) {
    return (int) (hash >>> 32) & (hashes.length - 1) & -BUCKET;
  }

  /** Key and value, in bytes. */
  int size(int at) {
    return (int) (writes[2 * at + 1] >>> 32);
  }

  /** Its lowest 32 bits. */
  int version(int at) {
    return (int) writes[2 * at + 1];
  }

  /** Of the last write. */
  long revision(int at) {
    return writes[2 * at];
  }

  /** Records a write, at {@link #find}'s place. */
  void put(int at, long hash, long revision, int size, long version) {
    int place = at >= 0 ? at : room(hash, revision);
    if (place >= 0) {
      set(place, hash, revision, ((long) size << 32) | (version & 0xffffffffL));
    }
  }

  private void set(int at, long hash, long revision, long size) {
    hashes[at] = hash;
    writes[2 * at] = revision;
    writes[2 * at + 1] = size;
  }

  /** The key was deleted. */
  void remove(int at) {
    hashes[at] = 0;
  }

  /** The latest write whose size is no longer known; 0 if there is none. */
  long newestLost() {
    return newestLost;
  }

  /** A free place in the emptier bucket, or that of an older key; negative if all are newer. */
  private int room(long hash, long revision) {
    int first = first(hash);
    int second = second(hash);
    int place = find(0, keys(first) <= keys(second) ? first : second);
    if (place >= 0) {
      return place;
    }
    if (hashes.length < most) {
      grow();
      return room(hash, revision);
    }
    int one = oldest(first);
    int other = oldest(second);
    int oldest = revision(one) <= revision(other) ? one : other;
    newestLost = Math.max(newestLost, Math.min(revision, revision(oldest)));
    return revision(oldest) < revision ? oldest : -1;
  }

  private int keys(int bucket) {
    int keys = 0;
    for (int at = bucket; at < bucket + BUCKET; at++) {
      keys += hashes[at] == 0 ? 0 : 1;
    }
    return keys;
  }

  private int oldest(int bucket) {
    int oldest = bucket;
    for (int at = bucket; at < bucket + BUCKET; at++) {
      oldest = revision(at) < revision(oldest) ? at : oldest;
    }
    return oldest;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldWrites = writes;
    hashes = new long[2 * oldHashes.length];
    writes = new long[2 * hashes.length];
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0) {
        int at = room(oldHashes[i], oldWrites[2 * i]);
        if (at >= 0) {
          set(at, oldHashes[i], oldWrites[2 * i], oldWrites[2 * i + 1]);
        }
      }
    }
  }

  void clear() {
    Arrays.fill(hashes, 0);
    newestLost = 0;
  }

  /**
   * What a key takes in a file besides its own bytes, for keys written after a revision: of some
   * thousands of them, since the table has no order.
   *
   * @return 0 where none is known
   */
  double overheadSince(long revision, int keys) {
    LiveFile file = new LiveFile();
    long bytes = 0;
    int taken = 0;
    for (int at = 0; at < hashes.length && taken < keys; at++) {
      if (hashes[at] != 0 && revision(at) > revision) {
        file.add(size(at) + STORED_OVERHEAD, revision(at));
        bytes += size(at);
        taken++;
      }
    }
    return taken == 0 ? 0 : (file.bytes() - LiveFile.EMPTY_BYTES - bytes) / (double) taken;
  }
}
