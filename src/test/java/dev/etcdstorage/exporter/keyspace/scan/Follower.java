package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Listens to a scan, and says what the test wants. */
final class Follower implements ScanListener {
  final List<Key> keys = new ArrayList<>();
  Optional<ScanResult> finished = Optional.empty();
  long revision;
  boolean drifted;

  @Override
  public long begins() {
    return revision;
  }

  @Override
  public void read(List<KeyEntry> entries) {
    entries.forEach(entry -> keys.add(entry.key()));
  }

  @Override
  public void finished(ScanResult result) {
    finished = Optional.of(result);
  }

  @Override
  public boolean drifted() {
    return drifted;
  }
}
