package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.analyze.Writers.Count;
import dev.etcdstorage.exporter.analyze.Writers.Manager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums by writer, in bounded memory: beyond {@value #MOST} managers all others are one. */
final class WriterTally {
  private static final int MOST = 100;

  /**
   * No manager can have this name: an API server refuses names that are not printable or are too
   * long.
   */
  private static final Name OTHERS = new Name("(others)", "");

  private record Name(String manager, String operation) {}

  private static final class Sum {
    private Count count = Count.NONE;
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();

    void add(long more, boolean live, Optional<Instant> time) {
      count = count.plus(more, live);
      if (time.isPresent()) {
        if (first.isEmpty() || time.get().isBefore(first.get())) {
          first = time;
        }
        if (last.isEmpty() || time.get().isAfter(last.get())) {
          last = time;
        }
      }
    }
  }

  private final Map<Name, Sum> managers = new HashMap<>();
  private Count unnamed = Count.NONE;
  private Count encrypted = Count.NONE;
  private Count others = Count.NONE;

  /** A version, and its writer, if known. */
  void add(ManagedFields.Kind kind, Optional<ManagerEntry> writer, long bytes, boolean live) {
    switch (kind) {
      case ENCRYPTED -> encrypted = encrypted.plus(bytes, live);
      case OTHER -> others = others.plus(bytes, live);
      case KUBERNETES -> {
        if (writer.isEmpty()) {
          unnamed = unnamed.plus(bytes, live);
        } else {
          add(writer.get(), bytes, live);
        }
      }
    }
  }

  private void add(ManagerEntry writer, long bytes, boolean live) {
    Name name = new Name(writer.manager(), writer.operation());
    if (managers.size() >= MOST && !managers.containsKey(name)) {
      name = OTHERS;
    }
    managers.computeIfAbsent(name, unused -> new Sum()).add(bytes, live, writer.time());
  }

  Writers writers() {
    List<Manager> sums = new ArrayList<>();
    managers.forEach(
        (name, sum) ->
            sums.add(
                new Manager(name.manager(), name.operation(), sum.count, sum.first, sum.last)));
    sums.sort(
        Comparator.comparingLong((Manager each) -> -each.count().bytes())
            .thenComparing(Manager::name)
            .thenComparing(Manager::operation));
    return new Writers(sums, unnamed, encrypted, others);
  }
}
