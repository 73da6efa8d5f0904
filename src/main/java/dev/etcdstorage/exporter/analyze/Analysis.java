package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.PageCensus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything known about one file.
 *
 * @param fileBytes on disk, with what bbolt has preallocated after the last page and a checksum
 * @param snapshot whether it ends with a valid checksum
 * @param hash as {@code etcdutl snapshot status} shows it
 * @param elements of all buckets, which older versions of that command call keys
 * @param total of all keys
 * @param rows the heaviest, and the rest; they add up to the total
 * @param rowsMayLackBytes the most that a row may have too little of, since there are more prefixes
 *     than can be told apart; 0 if all is exact
 * @param timeline when the versions of the named prefixes were written, as far as they tell
 * @param watched sums of the watched keys, by their fingerprints
 * @param notes what else there is to know about the file, each one sentence
 */
public record Analysis(
    Path file,
    long fileBytes,
    boolean snapshot,
    PageCensus pages,
    FileParts parts,
    Forecast forecast,
    StoreFacts facts,
    int hash,
    long elements,
    By by,
    KeySums total,
    List<PrefixSums> rows,
    long rowsMayLackBytes,
    List<ShownKey> mostVersions,
    List<ShownKey> mostHistory,
    List<ShownKey> largestLive,
    Timeline timeline,
    Map<Long, KeySums> watched,
    List<String> notes) {
  public Analysis {
    rows = List.copyOf(rows);
    mostVersions = List.copyOf(mostVersions);
    mostHistory = List.copyOf(mostHistory);
    largestLive = List.copyOf(largestLive);
    watched = Map.copyOf(watched);
    notes = List.copyOf(notes);
  }
}
