package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.OwnKeys.Entry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last run of each member, kept in etcd by the member's id: the exporter of another leader, or
 * a command on another host, must know of it.
 */
final class KeptRuns {
  private static final String NAME = "runs/";

  private final AnyMember members;

  KeptRuns(AnyMember members) {
    this.members = members;
  }

  Answer<Optional<DefragRecord>> read(long memberId) {
    Answer<Optional<Entry>> kept =
        members.keys((keys, deadline) -> keys.get(name(memberId), deadline));
    return kept.map(there -> there.flatMap(value -> parse(value.value())));
  }

  Answer<Done> write(long memberId, String member, DefragRecord run) {
    String text = text(member, run);
    return members.keys((keys, deadline) -> keys.put(name(memberId), text, deadline));
  }

  /**
   * Deletes the runs of all other members. Those that cannot be deleted are left to the next run.
   *
   * @return the hexadecimal ids of those that were
   */
  List<String> forgetAllBut(Set<Long> memberIds) {
    Set<String> stay = memberIds.stream().map(KeptRuns::name).collect(Collectors.toSet());
    List<String> there =
        members.keys((keys, deadline) -> keys.names(NAME, deadline)).got().orElse(List.of());
    return there.stream()
        .filter(name -> !stay.contains(name))
        .filter(
            name -> members.keys((keys, deadline) -> keys.delete(name, deadline)).got().isPresent())
        .map(name -> name.substring(NAME.length()))
        .toList();
  }

  private static String name(long memberId) {
    return NAME + Long.toHexString(memberId);
  }

  static String text(String member, DefragRecord run) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("member", member);
    fields.put("ended", run.ended().toString());
    fields.put("took_ms", Long.toString(run.took().toMillis()));
    fields.put("bytes_before", Long.toString(run.bytesBefore()));
    fields.put("bytes_after", Long.toString(run.bytesAfter()));
    fields.put("result", run.succeeded() ? "success" : "failure");
    fields.put("detail", run.detail());
    return KeyValueLines.write(fields);
  }

  /** Empty if somebody else wrote it. */
  static Optional<DefragRecord> parse(String text) {
    Map<String, String> fields = KeyValueLines.read(text);
    try {
      return Optional.of(
          new DefragRecord(
              Instant.parse(fields.getOrDefault("ended", "")),
              Duration.ofMillis(number(fields, "took_ms")),
              number(fields, "bytes_before"),
              number(fields, "bytes_after"),
              "success".equals(fields.get("result")),
              fields.getOrDefault("detail", "")));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, ""));
  }
}
