package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rows of a sample: each member once, however many endpoints lead to it. Status tells which
 * member it is. Pure.
 */
final class MemberRows {
  private MemberRows() {}

  /**
   * A member's reading.
   *
   * @param id of the member; empty where it is unknown which member the endpoint leads to
   * @param endpoint at which it was asked
   */
  record Row(WatchedMember member, Reading reading, OptionalLong id, Endpoint endpoint) {
    static Row of(WatchedMember member, Reading reading, MemberNames names) {
      Endpoint endpoint = member.endpoint();
      return new Row(member, reading, id(member, endpoint, reading, names), endpoint);
    }

    private static OptionalLong id(
        WatchedMember member, Endpoint endpoint, Reading reading, MemberNames names) {
      if (reading.outcome() instanceof Outcome.Reached reached) {
        return OptionalLong.of(reached.status().memberId());
      }
      if (member.expectedId().isPresent() || reading.several()) {
        return member.expectedId();
      }
      return names.id(endpoint).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** An answer ranks above none, and highest if it comes from the expected member. */
    private int rank() {
      return reading.outcome().reached().isEmpty() ? 0 : member.isAnother(reading) ? 1 : 2;
    }

    private String name(MemberNames names) {
      if (id.isEmpty()) {
        return endpoint.address();
      }
      return names
          .name(id.getAsLong())
          // Several members behind one address must not be mixed in one series.
          .orElse(reading.several() ? Long.toHexString(id.getAsLong()) : endpoint.address());
    }

    private String lastResort() {
      return id.isPresent() ? Long.toHexString(id.getAsLong()) : endpoint.toString();
    }
  }

  /** Of several readings of one member the first answer counts, or the first failure. */
  static List<Row> of(Map<WatchedMember, Reading> readings, MemberNames names) {
    List<Row> all = new ArrayList<>();
    readings.forEach((member, reading) -> all.add(Row.of(member, reading, names)));
    Map<Long, Row> chosen = new HashMap<>();
    for (Row row : all) {
      row.id()
          .ifPresent(
              id ->
                  chosen.merge(
                      id, row, (first, other) -> other.rank() > first.rank() ? other : first));
    }
    return all.stream()
        .filter(row -> row.id().isEmpty() || row.equals(chosen.get(row.id().getAsLong())))
        .toList();
  }

  /**
   * The label of every row: the name; {@code host:port} where two names would be the same or a name
   * is another row's fallback; the id where {@code host:port} is not unique either.
   */
  static Map<Row, String> labels(List<Row> rows, MemberNames names, Consumer<Set<String>> onClash) {
    Set<String> addresses =
        rows.stream().map(row -> row.endpoint().address()).collect(Collectors.toSet());
    Map<Row, String> labels = new HashMap<>();
    rows.forEach(row -> labels.put(row, row.name(names)));
    Set<String> twice = twice(labels);
    labels.forEach(
        (row, name) -> {
          if (addresses.contains(name) && !name.equals(row.endpoint().address())) {
            twice.add(name);
          }
        });
    if (!twice.isEmpty()) {
      onClash.accept(twice);
    }
    replace(labels, twice, row -> row.endpoint().address());
    replace(labels, twice(labels), Row::lastResort);
    return labels;
  }

  private static void replace(
      Map<Row, String> labels, Set<String> which, Function<Row, String> other) {
    for (Entry<Row, String> label : labels.entrySet()) {
      if (which.contains(label.getValue())) {
        label.setValue(other.apply(label.getKey()));
      }
    }
  }

  private static Set<String> twice(Map<Row, String> labels) {
    Set<String> seen = new HashSet<>();
    return labels.values().stream()
        .filter(label -> !seen.add(label))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
