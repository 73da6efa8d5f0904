package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes, one a revision, as several watches see them that began at different times. */
final class WrittenStream {
  final List<WritesByPrefix> watches = new ArrayList<>();
  private final Map<String, Long> events = new HashMap<>();
  private long revision;

  WritesByPrefix begin(Prefixes prefixes) {
    WritesByPrefix watch = new WritesByPrefix(prefixes, revision + 1);
    watches.add(watch);
    return watch;
  }

  void put(String prefix, int bytes) {
    revision++;
    events.merge(prefix, 1L, Long::sum);
    for (WritesByPrefix watch : watches) {
      deliver(watch, prefix, bytes);
      watch.settle();
    }
  }

  void put(String prefix, int bytes, int times) {
    for (int i = 0; i < times; i++) {
      put(prefix, bytes);
    }
  }

  /** The stream breaks within the next revision, which will come again. */
  void breakOff(String prefix) {
    revision++;
    for (WritesByPrefix watch : watches) {
      deliver(watch, prefix, 1);
      watch.drop();
    }
    revision--;
  }

  /** It is reviewed between two revisions. */
  void reviewNow(WritesByPrefix watch) {
    watch.review(revision + 1);
  }

  private void deliver(WritesByPrefix watch, String prefix, int bytes) {
    if (watch.reviewDue(revision)) {
      watch.settle();
      watch.review(revision);
    }
    watch.add(new KeyEvent(Events.put(1, "k", 0).key(), false, revision, 1, bytes), prefix);
  }

  long revision() {
    return revision;
  }

  long events() {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }

  long events(String prefix) {
    return events.getOrDefault(prefix, 0L);
  }
}
