package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What changed from one file to a later one.
 *
 * @param rows by how much they changed, the most first, and the rest; they add up to the total
 * @param keys the heaviest of the later file, by how much they grew
 * @param managers by how much more of what they wrote is kept
 */
public record FileGrowth(
    Analysis before,
    Analysis after,
    List<Change> rows,
    List<Change> keys,
    List<ManagerChange> managers) {
  public FileGrowth {
    rows = List.copyOf(rows);
    keys = List.copyOf(keys);
    managers = List.copyOf(managers);
  }

  /** Of a prefix or a key. */
  public record Change(String name, KeySums before, KeySums after) {
    /** Later less before. */
    public KeySums by() {
      return after.minus(before);
    }
  }

  /** Of a manager. */
  public record ManagerChange(
      String name, String operation, Writers.Count before, Writers.Count after) {
    /** Later less before. */
    public Writers.Count by() {
      return after.minus(before);
    }
  }

  private record Name(String manager, String operation) {}

  /** Reads both; compares up to 1,000 prefixes and keys of each. */
  public static FileGrowth of(
      Path before, Path after, AnalyzeSettings settings, AnalyzeProgress progress)
      throws IOException {
    Analyzer analyzer = new Analyzer(settings.withAllNames(), progress);
    Analysis later = analyzer.analyze(after);
    Collection<ShownKey> shown = shown(later);
    Set<Long> watched = shown.stream().map(ShownKey::fingerprint).collect(Collectors.toSet());
    Analysis earlier = analyzer.watching(watched).analyze(before);
    return new FileGrowth(
        earlier,
        later,
        rows(earlier, later, settings.top()),
        keys(shown, earlier, settings.top()),
        managers(earlier, later, settings.top()));
  }

  private static Collection<ShownKey> shown(Analysis analysis) {
    Map<Long, ShownKey> keys = new LinkedHashMap<>();
    Stream.of(analysis.mostVersions(), analysis.mostHistory(), analysis.largestLive())
        .flatMap(List::stream)
        .forEach(key -> keys.put(key.fingerprint(), key));
    return keys.values();
  }

  private static List<Change> rows(Analysis before, Analysis after, int top) {
    Map<String, KeySums> earlier = named(before);
    Map<String, KeySums> later = named(after);
    List<Change> all = new ArrayList<>();
    Stream.concat(later.keySet().stream(), earlier.keySet().stream())
        .distinct()
        .forEach(
            name ->
                all.add(
                    new Change(
                        name,
                        earlier.getOrDefault(name, KeySums.NONE),
                        later.getOrDefault(name, KeySums.NONE))));
    all.sort(
        Comparator.comparingLong((Change each) -> -Math.abs(each.by().storedBytes()))
            .thenComparing(Change::name));
    List<Change> rows = new ArrayList<>(all.subList(0, Math.min(top, all.size())));
    KeySums restBefore = before.total();
    KeySums restAfter = after.total();
    for (Change row : rows) {
      restBefore = restBefore.minus(row.before());
      restAfter = restAfter.minus(row.after());
    }
    if (!restBefore.equals(KeySums.NONE) || !restAfter.equals(KeySums.NONE)) {
      rows.add(new Change(Prefixes.OTHER, restBefore, restAfter));
    }
    return rows;
  }

  private static Map<String, KeySums> named(Analysis analysis) {
    Map<String, KeySums> rows = new LinkedHashMap<>();
    for (PrefixSums row : analysis.rows()) {
      if (!row.prefix().equals(Prefixes.OTHER)) {
        rows.put(row.prefix(), row.sums());
      }
    }
    return rows;
  }

  private static List<Change> keys(Collection<ShownKey> shown, Analysis before, int top) {
    return shown.stream()
        .map(
            key ->
                new Change(
                    key.key(),
                    before.watched().getOrDefault(key.fingerprint(), KeySums.NONE),
                    key.sums()))
        .filter(key -> key.by().storedBytes() > 0)
        .sorted(
            Comparator.comparingLong((Change each) -> -each.by().storedBytes())
                .thenComparing(Change::name))
        .limit(top)
        .toList();
  }

  private static List<ManagerChange> managers(Analysis before, Analysis after, int top) {
    Map<Name, Writers.Count> earlier = managers(before);
    Map<Name, Writers.Count> later = managers(after);
    return Stream.concat(later.keySet().stream(), earlier.keySet().stream())
        .distinct()
        .map(
            name ->
                new ManagerChange(
                    name.manager(),
                    name.operation(),
                    earlier.getOrDefault(name, Writers.Count.NONE),
                    later.getOrDefault(name, Writers.Count.NONE)))
        .sorted(
            Comparator.comparingLong((ManagerChange each) -> -Math.abs(each.by().bytes()))
                .thenComparing(ManagerChange::name)
                .thenComparing(ManagerChange::operation))
        .limit(top)
        .toList();
  }

  private static Map<Name, Writers.Count> managers(Analysis analysis) {
    Map<Name, Writers.Count> sums = new LinkedHashMap<>();
    for (PrefixSums row : analysis.rows()) {
      for (Writers.Manager each : row.writers().managers()) {
        sums.merge(new Name(each.name(), each.operation()), each.count(), Writers.Count::plus);
      }
    }
    return sums;
  }
}
