package dev.etcdstorage.exporter.testkit.fake;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keys with their history, in memory. The state's revision and compacted revision are the store's
 * own, so that a test may also set them without a single key. Not safe for threads by itself: who
 * uses it holds its lock.
 */
final class FakeStore {
  static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

  /** What became of a key at a revision; a deletion has no create revision. */
  private record Version(KeyValue keyValue) {
    long revision() {
      return keyValue.getModRevision();
    }

    boolean deleted() {
      return keyValue.getVersion() == 0;
    }
  }

  private final FakeState state;
  private final NavigableMap<ByteString, List<Version>> keys = new TreeMap<>(ORDER);
  private final NavigableMap<Long, List<Event>> events = new TreeMap<>();

  /** Whether a deletion at the very revision of a compaction stays: in 3.5 it does, in 3.4 not. */
  private boolean keepsCompactedDeletions = true;

  FakeStore(FakeState state) {
    this.state = state;
  }

  void dropCompactedDeletions() {
    keepsCompactedDeletions = false;
  }

  /** A transaction: all its changes happen at one revision, which is not there yet. */
  final class Transaction {
    private final long revision = state.revision() + 1;
    private final List<Event> changes = new ArrayList<>();

    void put(ByteString key, ByteString value, long lease) {
      List<Version> versions = keys.computeIfAbsent(key, absent -> new ArrayList<>());
      Optional<KeyValue> before = live(versions, Long.MAX_VALUE);
      KeyValue now =
          KeyValue.newBuilder()
              .setKey(key)
              .setValue(value)
              .setLease(lease)
              .setCreateRevision(before.map(KeyValue::getCreateRevision).orElse(revision))
              .setModRevision(revision)
              .setVersion(before.map(KeyValue::getVersion).orElse(0L) + 1)
              .build();
      versions.add(new Version(now));
      changes.add(Event.newBuilder().setType(Event.EventType.PUT).setKv(now).build());
    }

    /** How many were there to delete. */
    long delete(ByteString key, ByteString end) {
      List<KeyValue> doomed = range(key, end, revision);
      for (KeyValue old : doomed) {
        KeyValue now = KeyValue.newBuilder().setKey(old.getKey()).setModRevision(revision).build();
        keys.getOrDefault(old.getKey(), List.of()).add(new Version(now));
        changes.add(Event.newBuilder().setType(Event.EventType.DELETE).setKv(now).build());
      }
      return doomed.size();
    }

    /** The store's revision from now on; one that changed nothing has none of its own. */
    long commit() {
      if (!changes.isEmpty()) {
        events.put(revision, List.copyOf(changes));
        state.revision(revision);
      }
      return state.revision();
    }
  }

  /** Live keys of a range as they were, in order; an empty end means the key alone. */
  List<KeyValue> range(ByteString key, ByteString end, long revision) {
    List<KeyValue> found = new ArrayList<>();
    for (List<Version> versions : within(key, end).values()) {
      live(versions, revision).ifPresent(found::add);
    }
    return found;
  }

  private NavigableMap<ByteString, List<Version>> within(ByteString key, ByteString end) {
    if (end.isEmpty()) {
      return keys.subMap(key, true, key, true);
    }
    if (isOpen(end)) {
      return keys.tailMap(key, true);
    }
    return ORDER.compare(key, end) >= 0 ? new TreeMap<>(ORDER) : keys.subMap(key, true, end, false);
  }

  static boolean contains(ByteString key, ByteString end, ByteString asked) {
    if (end.isEmpty()) {
      return asked.equals(key);
    }
    return ORDER.compare(asked, key) >= 0 && (isOpen(end) || ORDER.compare(asked, end) < 0);
  }

  /** One zero byte stands for no end. */
  static boolean isOpen(ByteString end) {
    return end.size() == 1 && end.byteAt(0) == 0;
  }

  private static Optional<KeyValue> live(List<Version> versions, long revision) {
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (versions.get(i).revision() <= revision) {
        return Optional.of(versions.get(i)).filter(v -> !v.deleted()).map(Version::keyValue);
      }
    }
    return Optional.empty();
  }

  /** What happened from this revision on, by revision. */
  NavigableMap<Long, List<Event>> eventsFrom(long revision) {
    return events.tailMap(revision, true);
  }

  /** Keeps of each key what is needed to read it at this revision. */
  void compact(long revision) {
    state.compactedRevision(revision);
    keys.values().removeIf(versions -> compacted(versions, revision));
    events.headMap(revision, false).clear();
    events.computeIfPresent(
        revision, (at, changes) -> changes.stream().filter(this::isKept).toList());
  }

  private boolean compacted(List<Version> versions, long revision) {
    while (versions.size() > 1 && versions.get(1).revision() <= revision) {
      versions.remove(0);
    }
    long deletionsGoUpTo = keepsCompactedDeletions ? revision - 1 : revision;
    if (versions.get(0).deleted() && versions.get(0).revision() <= deletionsGoUpTo) {
      versions.remove(0);
    }
    return versions.isEmpty();
  }

  private boolean isKept(Event event) {
    KeyValue change = event.getKv();
    return keys.getOrDefault(change.getKey(), List.of()).stream()
        .anyMatch(version -> version.revision() == change.getModRevision());
  }

  void clear() {
    keys.clear();
    events.clear();
  }
}
