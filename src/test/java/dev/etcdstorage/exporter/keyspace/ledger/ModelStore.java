package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.storage.LiveFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What etcd keeps: the latest version of each key as a map, and beside it every version that ever
 * was, of which a compaction drops some. A ledger may follow it.
 */
final class ModelStore {
  /** The latest version. */
  record Stored(long revision, long version, int valueBytes) {}

  /** A version that was written once, or a tombstone. */
  record Written(String key, long revision, boolean tombstone, int valueBytes) {
    /** Its marshaled {@code KeyValue}. */
    int storedBytes() {
      return tombstone ? key.length() + 3 : key.length() + valueBytes + 18;
    }
  }

  final TreeMap<String, Stored> keys = new TreeMap<>();
  private final Map<String, List<Written>> all = new HashMap<>();
  final LiveLedger ledger;
  long revision = 1;
  private final List<KeyEvent> pending = new ArrayList<>();

  ModelStore(LiveLedger ledger) {
    this.ledger = ledger;
    watch();
  }

  /** The ledger follows from the next revision on. */
  void watch() {
    ledger.opened(revision + 1);
    ledger.following(true);
  }

  void put(String key, int valueBytes) {
    Stored before = keys.get(key);
    long version = before == null ? 1 : before.version() + 1;
    keys.put(key, new Stored(revision + 1, version, valueBytes));
    write(new Written(key, revision + 1, false, valueBytes));
    pending.add(new KeyEvent(Key.of(key), false, revision + 1, version, valueBytes));
  }

  void delete(String key) {
    if (keys.remove(key) != null) {
      write(new Written(key, revision + 1, true, 0));
      pending.add(new KeyEvent(Key.of(key), true, revision + 1, 0, 0));
    }
  }

  private void write(Written written) {
    all.computeIfAbsent(written.key(), any -> new ArrayList<>()).add(written);
  }

  /**
   * What a compaction at a revision leaves that does not live: of each key all versions after it,
   * and of those up to it the latest, unless that is a tombstone. By the revisions that wrote them.
   */
  List<Written> history(long compacted) {
    List<Written> history = new ArrayList<>();
    for (List<Written> versions : all.values()) {
      for (int i = 0; i < versions.size(); i++) {
        Written written = versions.get(i);
        boolean last = i == versions.size() - 1;
        boolean latestUpTo = last || versions.get(i + 1).revision() > compacted;
        boolean kept = written.revision() > compacted || (latestUpTo && !written.tombstone());
        boolean lives = last && !written.tombstone();
        if (kept && !lives) {
          history.add(written);
        }
      }
    }
    return history;
  }

  /** What the file would lose by a compaction at the newest revision and a defragmentation. */
  long historyFileBytes(long compacted) {
    LiveFile with = new LiveFile();
    entries().forEach(entry -> with.add(entry.storedBytes(), entry.modRevision()));
    history(compacted).forEach(old -> with.add(old.storedBytes(), old.revision()));
    return with.bytes() - fileBytes();
  }

  void deleteAll(String prefix) {
    List.copyOf(keys.subMap(prefix, prefix + Character.MAX_VALUE).keySet()).forEach(this::delete);
  }

  /** All since the last commit is one transaction. */
  List<KeyEvent> commit() {
    List<KeyEvent> events = List.copyOf(pending);
    pending.clear();
    revision += events.isEmpty() ? 0 : 1;
    return events;
  }

  /** Commits, and the watch tells it. */
  void commitWatched() {
    List<KeyEvent> events = commit();
    events.forEach(event -> ledger.written(event, prefixOf(event.key().toString())));
    if (!events.isEmpty()) {
      ledger.settled();
    }
  }

  static String prefixOf(String key) {
    return key.substring(0, key.indexOf('/'));
  }

  /** What lives, by prefix. */
  Map<String, Live> live() {
    Map<String, Live> live = new HashMap<>();
    keys.forEach(
        (key, stored) ->
            live.merge(
                prefixOf(key),
                new Live(1, stored.version(), key.length() + stored.valueBytes()),
                Live::plus));
    return live;
  }

  List<KeyEntry> entries() {
    return keys.entrySet().stream()
        .map(
            e ->
                new KeyEntry(
                    Key.of(e.getKey()),
                    e.getValue().revision(),
                    e.getValue().version(),
                    e.getValue().valueBytes(),
                    e.getKey().length() + e.getValue().valueBytes() + 18))
        .toList();
  }

  long fileBytes() {
    LiveFile file = new LiveFile();
    entries().forEach(entry -> file.add(entry.storedBytes(), entry.modRevision()));
    return file.bytes();
  }

  /** What a scan at the present revision finds. */
  ScanResult scanned() {
    return scanned(true);
  }

  /**
   * The same.
   *
   * @param exact false where a compaction overtook it
   */
  ScanResult scanned(boolean exact) {
    return new ScanResult(
        Instant.EPOCH,
        Duration.ofMinutes(1),
        0xc1,
        0xa1,
        revision,
        exact,
        true,
        live(),
        OptionalLong.of(fileBytes()),
        OptionalLong.of(8_192));
  }

  /** A scan that begins and ends with nothing in between. */
  ScanResult scan() {
    ledger.begins();
    ledger.read(entries());
    ScanResult result = scanned();
    ledger.finished(result);
    return result;
  }
}
