package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.storage.LiveFile;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Sums what a walk brings, in bounded memory, however many keys and prefixes come. */
final class Tally {
  private final boolean values;
  private final Supplier<List<String>> busiest;
  private final LiveByPrefix live;
  private final LiveFile file = new LiveFile();

  /**
   * @param busiest prefixes that are written the most, the heaviest first; asked at the end
   */
  Tally(Prefixes prefixes, boolean values, Supplier<List<String>> busiest) {
    this.values = values;
    this.busiest = busiest;
    this.live = new LiveByPrefix(prefixes);
  }

  void add(List<KeyEntry> entries) {
    for (KeyEntry entry : entries) {
      live.add(entry);
      file.add(entry.storedBytes(), entry.modRevision());
    }
  }

  Map<String, Live> prefixes() {
    return live.named(busiest.get());
  }

  OptionalLong fileBytes() {
    return values ? OptionalLong.of(file.bytes()) : OptionalLong.empty();
  }

  OptionalLong largestLeafBytes() {
    return values ? OptionalLong.of(file.largestLeafBytes()) : OptionalLong.empty();
  }
}
