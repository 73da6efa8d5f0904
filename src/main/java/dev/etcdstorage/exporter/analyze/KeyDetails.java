package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.analyze.TopKeys.TopKey;
import dev.etcdstorage.exporter.bbolt.BoltBucket;
import dev.etcdstorage.exporter.bbolt.BoltFile;
import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.bbolt.BoltPage;
import dev.etcdstorage.exporter.bbolt.BucketWalk;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.storage.DefragCopy;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A second pass over the file, in order, once the live versions and the heavy keys are known:
 * copies the live ones as a defragmentation does after a compaction, sums the keys that are shown,
 * and finds the writers of these and of the prefixes that are shown.
 */
final class KeyDetails {
  /** Of a key that is shown. */
  static final class Detail {
    private final long fingerprint;
    private final Tally tally = new Tally();
    private final WriterTally writers = new WriterTally();
    private List<ManagerEntry> managers = List.of();
    private Key key = Key.FIRST;

    Detail(long fingerprint) {
      this.fingerprint = fingerprint;
    }

    long fingerprint() {
      return fingerprint;
    }

    /** Only the beginning of a very long key. */
    Key key() {
      return key;
    }

    KeySums sums() {
      return tally.sums();
    }

    Writers writers() {
      return writers.writers();
    }

    /** Of its live version. */
    List<ManagerEntry> managers() {
      return managers;
    }
  }

  private final BoltFile file;
  private final BitSet live;
  private final DefragCopy copy;
  private final Prefixes prefixes;
  private final KeyVersion version = new KeyVersion();
  private final ManagedFields fields = new ManagedFields();
  private final Map<Long, Detail> keys = new HashMap<>();
  private final Map<String, WriterTally> rows = new HashMap<>();
  private final TimelineTally timeline = new TimelineTally();
  private int place;

  /**
   * @param shown prefixes that are shown
   * @param watched fingerprints of keys that are summed whatever they weigh
   */
  KeyDetails(
      BoltFile file,
      ScannedKeys scanned,
      Prefixes prefixes,
      List<PrefixSums> shown,
      Set<Long> watched) {
    this.file = file;
    this.live = scanned.live();
    this.copy = new DefragCopy(file.meta().pageSize());
    this.prefixes = prefixes;
    watched.forEach(fingerprint -> keys.put(fingerprint, new Detail(fingerprint)));
    scanned.shown().forEach(fingerprint -> keys.put(fingerprint, new Detail(fingerprint)));
    shown.stream()
        .map(PrefixSums::prefix)
        .filter(prefix -> !prefix.equals(Prefixes.OTHER))
        .forEach(prefix -> rows.put(prefix, new WriterTally()));
  }

  /** Reads everything; returns the size of the copy. */
  long read(List<BoltBucket> buckets) throws IOException {
    for (BoltBucket bucket : buckets) {
      copy.bucket(bucket.nameBytes().length);
      boolean isKeys = bucket.name().equals(FactsReader.KEYS);
      BucketWalk.forward(file, bucket, page -> leaf(page, isKeys));
    }
    return copy.bytes();
  }

  private void leaf(BoltPage page, boolean isKeys) throws BoltFileException {
    for (int i = 0; i < page.count(); i++) {
      boolean stays = !isKeys || live.get(place++);
      if (stays) {
        copy.put(page.keyBytes(i), page.valueBytes(i));
      }
      if (isKeys) {
        version.read(page, i);
        see(stays);
      }
    }
  }

  private void see(boolean isLive) {
    Detail detail = keys.get(version.fingerprint());
    if (detail != null) {
      detail.key = Key.of(version.key());
      if (isLive) {
        detail.tally.addLive(version);
      } else {
        detail.tally.addHistory(version);
      }
    }
    if (!version.tombstone()) {
      WriterTally row = rows.get(prefixes.of(Key.of(version.key())));
      if (row != null || detail != null) {
        seeWriters(row, detail, isLive);
      }
    }
  }

  private void seeWriters(@Nullable WriterTally row, @Nullable Detail detail, boolean isLive) {
    ManagedFields.Kind kind =
        fields.read(version.buffer(), version.valueAt(), version.valueBytes());
    Optional<ManagerEntry> writer = fields.newest();
    writer.flatMap(ManagerEntry::time).ifPresent(time -> timeline.add(time, version.bytes()));
    if (row != null) {
      row.add(kind, writer, version.bytes(), isLive);
    }
    if (detail != null) {
      detail.writers.add(kind, writer, version.bytes(), isLive);
      if (isLive) {
        detail.managers = fields.all();
      }
    }
  }

  Detail of(TopKey key) {
    Detail detail = keys.get(key.fingerprint());
    if (detail == null) {
      throw new IllegalStateException("a key that is shown was not counted");
    }
    return detail;
  }

  /** The sums of these keys; none for a key that the file does not have. */
  Map<Long, KeySums> sumsOf(Set<Long> fingerprints) {
    Map<Long, KeySums> sums = new HashMap<>();
    for (long fingerprint : fingerprints) {
      Detail detail = keys.get(fingerprint);
      sums.put(fingerprint, detail == null ? KeySums.NONE : detail.sums());
    }
    return sums;
  }

  /** For a prefix that is shown; empty for others. */
  Writers writersOf(String prefix) {
    WriterTally tally = rows.get(prefix);
    return tally == null ? Writers.NONE : tally.writers();
  }

  Timeline timeline() {
    return timeline.timeline();
  }
}
