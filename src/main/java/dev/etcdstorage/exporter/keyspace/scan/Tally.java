package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.storage.LiveFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Sums what a walk brings; as large as there are prefixes, however many keys come. */
final class Tally {
  private static final class Sum {
    private long keys;
    private long versions;
    private long bytes;
  }

  private final Prefixes prefixes;
  private final boolean values;
  private final Map<String, Sum> sums = new HashMap<>();
  private final LiveFile file = new LiveFile();

  Tally(Prefixes prefixes, boolean values) {
    this.prefixes = prefixes;
    this.values = values;
  }

  void add(List<KeyEntry> entries) {
    for (KeyEntry entry : entries) {
      Sum sum = sums.computeIfAbsent(prefixes.of(entry.key()), prefix -> new Sum());
      sum.keys++;
      sum.versions += entry.version();
      sum.bytes += entry.bytes();
      file.add(entry.storedBytes(), entry.modRevision());
    }
  }

  Map<String, Live> prefixes() {
    Map<String, Live> live = new HashMap<>();
    sums.forEach((prefix, sum) -> live.put(prefix, new Live(sum.keys, sum.versions, sum.bytes)));
    return live;
  }

  OptionalLong fileBytes() {
    return values ? OptionalLong.of(file.bytes()) : OptionalLong.empty();
  }
}
