package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.keyspace.ledger.KeptHistory;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.HistorySize;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The live data, which compaction and defragmentation do not reduce. The same on every member.
 *
 * @param fileBytes its size in a database file of its own; empty where that is unknown
 * @param leafBytes the most of it that one write copies; empty where that is unknown
 * @param prefixes empty where they are unknown
 * @param unknownWhy one line; empty where it is known
 */
public record LiveData(
    OptionalLong fileBytes, OptionalLong leafBytes, Map<String, Live> prefixes, String unknownWhy) {
  public LiveData {
    prefixes = Map.copyOf(prefixes);
  }

  static LiveData unknown(String why) {
    return new LiveData(OptionalLong.empty(), OptionalLong.empty(), Map.of(), why);
  }

  FileMakeup makeup(Reached member) {
    HistorySize history =
        KeptHistory.of(member.compactedRevision(), member.status().revision(), prefixes, fileBytes);
    return FileMakeup.of(member.space(), fileBytes, history, member.revisionsKept());
  }

  /** Keys of one kind. */
  public record Part(String prefix, Live live) {}

  /** The parts with the most bytes, largest first. */
  public List<Part> largest(int most) {
    return first(most, Live::bytes);
  }

  /** The parts whose live keys were put most often, most first. */
  public List<Part> mostWritten(int most) {
    return first(most, Live::versions);
  }

  private List<Part> first(int most, ToLongFunction<Live> by) {
    return prefixes.entrySet().stream()
        .map(entry -> new Part(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingLong((Part part) -> by.applyAsLong(part.live()))
                .reversed()
                .thenComparing(Part::prefix))
        .limit(most)
        .toList();
  }
}
