package dev.etcdstorage.exporter.keyspace.scan;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedOutputStream;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRange;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Keys with sizes of values, at several revisions, read as etcd would. */
final class MemoryKeyspace {
  /** What a test can see of a read: what etcd had to count for it. */
  record Seen(KeyRead read, long counted, int entries, long bytes) {}

  private static final int REST_OF_ENTRY = 16;

  private final NavigableMap<Key, Integer> now = new TreeMap<>();
  private final TreeMap<Long, KeyEntry[]> revisions = new TreeMap<>();
  private final List<Seen> log = new ArrayList<>();
  private long clusterId = 7;
  private long largestMessage = 16 << 20;
  private boolean tellsSizes = true;

  MemoryKeyspace() {
    commit();
  }

  static MemoryKeyspace of(Collection<Key> keys, int valueBytes) {
    MemoryKeyspace keyspace = new MemoryKeyspace();
    keys.forEach(key -> keyspace.put(key, valueBytes));
    keyspace.commit();
    return keyspace;
  }

  MemoryKeyspace put(Key key, int valueBytes) {
    now.put(key, valueBytes);
    return this;
  }

  MemoryKeyspace delete(Key key) {
    now.remove(key);
    return this;
  }

  /** All changes since the last call become one revision. */
  long commit() {
    long revision = revisions.isEmpty() ? 1 : revisions.lastKey() + 1;
    List<KeyEntry> entries = new ArrayList<>();
    now.forEach((key, value) -> entries.add(entry(key, value, revision)));
    revisions.put(revision, entries.toArray(KeyEntry[]::new));
    return revision;
  }

  private static KeyEntry entry(Key key, int value, long revision) {
    int version = 1 + Math.floorMod(key.hashCode(), 5);
    return new KeyEntry(key, revision, version, value, key.length() + field(value) + REST_OF_ENTRY);
  }

  /** What a field of so many bytes takes in a message: nothing while it is empty. */
  private static int field(int bytes) {
    return bytes == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
  }

  void compact() {
    revisions.headMap(revisions.lastKey(), false).clear();
  }

  void restored(long otherClusterId) {
    clusterId = otherClusterId;
  }

  void largestMessage(long bytes) {
    largestMessage = bytes;
  }

  /** A refusal does not say how large the answer is. */
  void hideSizes() {
    tellsSizes = false;
  }

  List<KeyEntry> at(long revision) {
    return List.of(requireNonNull(revisions.get(revision)));
  }

  List<Seen> log() {
    return log;
  }

  /** Asks what the plan wants to know, once; returns the entries that count. */
  List<KeyEntry> step(ScanPlan plan) {
    KeyRead read = plan.next().orElseThrow();
    if (read.revision() != 0 && !revisions.containsKey(read.revision())) {
      plan.compacted();
      return List.of();
    }
    KeyPage page = page(read);
    log.add(new Seen(read, page.count(), page.entries().size(), page.responseBytes()));
    if (page.responseBytes() > largestMessage) {
      if (!plan.tooLarge(
          tellsSizes ? OptionalLong.of(page.responseBytes()) : OptionalLong.empty())) {
        throw new AssertionError("Nothing smaller can be asked for than " + read);
      }
      return List.of();
    }
    return plan.answered(page);
  }

  /** Runs the plan to its end. */
  List<KeyEntry> walk(ScanPlan plan) {
    List<KeyEntry> all = new ArrayList<>();
    while (plan.next().isPresent()) {
      all.addAll(step(plan));
    }
    return all;
  }

  private KeyPage page(KeyRead read) {
    long revision = read.revision() == 0 ? revisions.lastKey() : read.revision();
    KeyEntry[] keys = requireNonNull(revisions.get(revision));
    KeyRange range = read.range();
    int from = index(keys, range.from());
    int end = Math.max(from, range.end().map(key -> index(keys, key)).orElse(keys.length));
    int got = read.limit() == 0 ? end - from : Math.min(end - from, read.limit());
    List<KeyEntry> entries = new ArrayList<>();
    long bytes = 20;
    for (int i = from; i < from + got; i++) {
      KeyEntry entry = keys[i];
      if (read.content() == Content.KEYS) {
        entry =
            new KeyEntry(
                entry.key(),
                entry.modRevision(),
                entry.version(),
                0,
                entry.storedBytes() - field(entry.valueBytes()));
      }
      entries.add(entry);
      bytes += field(entry.storedBytes());
    }
    boolean more = got < end - from;
    return new KeyPage(
        new StoreHeader(clusterId, 1, revisions.lastKey()), end - from, more, entries, bytes);
  }

  private static int index(KeyEntry[] keys, Key key) {
    int found =
        Arrays.binarySearch(
            keys,
            new KeyEntry(key, 0, 0, 0, 0),
            (left, right) -> left.key().compareTo(right.key()));
    return found < 0 ? -found - 1 : found;
  }
}
