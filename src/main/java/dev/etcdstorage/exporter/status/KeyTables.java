package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.HotKey;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.text.Visible;
import java.util.ArrayList;
import java.util.List;

/** The busiest prefixes and keys, the same on the page and in a terminal. */
final class KeyTables {
  private static final int ROWS = 10;
  private static final int LONGEST_KEY = 160;

  /**
   * Columns whose head begins with # hold numbers.
   *
   * @param rows never empty
   */
  record Table(String caption, List<String> heads, List<List<String>> rows) {
    private static final String NUMBER = "#";

    static boolean number(String head) {
      return head.startsWith(NUMBER);
    }

    static String plain(String head) {
      return number(head) ? head.substring(NUMBER.length()) : head;
    }
  }

  private KeyTables() {}

  /** How watch and scan do. */
  static String state(Observed cluster, KeyspaceSample keyspace) {
    List<String> parts = new ArrayList<>();
    keyspace
        .watch()
        .ifPresent(watch -> parts.add("Watch: " + state(watch.part()) + gaps(cluster, watch)));
    keyspace.scan().ifPresent(scan -> parts.add("Scan: " + state(scan.part()) + last(scan)));
    return String.join(". ", parts);
  }

  private static String state(PartSample part) {
    return part.off()
        .map(reason -> "off, " + reason.label())
        .orElse(part.working() ? "works" : "waits for its turn or for a member");
  }

  /** What the counts below lack; a live watch is behind by a moment, which says nothing. */
  private static String gaps(Observed cluster, WatchSample watch) {
    long pending = watch.part().working() ? 0 : cluster.pendingRevisions().orElse(0);
    if (watch.missed() + pending == 0) {
      return "";
    }
    String passed = Amount.count(watch.seen() + watch.missed() + pending);
    String missed = "; " + Amount.count(watch.missed()) + " of " + passed + " revisions missed";
    return missed + (pending > 0 ? ", " + Amount.count(pending) + " not counted yet" : "");
  }

  private static String last(ScanSample scan) {
    return scan.last()
        .map(
            last ->
                ", last ended "
                    + Amount.moment(last.ended())
                    + (scan.fresh() ? "" : " and is too old to be believed"))
        .orElse(", none was finished yet");
  }

  static List<Table> of(KeyspaceSample keyspace) {
    List<Table> tables = new ArrayList<>();
    keyspace.watch().filter(WatchSample::begun).ifPresent(watch -> watch(tables, watch));
    keyspace
        .scan()
        .filter(ScanSample::fresh)
        .flatMap(ScanSample::last)
        .ifPresent(last -> scan(tables, last));
    tables.removeIf(table -> table.rows().isEmpty());
    return tables;
  }

  private static void watch(List<Table> tables, WatchSample watch) {
    tables.add(
        new Table(
            "Written since " + Amount.moment(watch.since()) + ", most bytes first",
            List.of("prefix", "#puts", "#deletes", "#bytes"),
            Order.byWrittenBytes(watch.writes()).stream()
                .limit(ROWS)
                .map(
                    entry ->
                        List.of(
                            entry.getKey(),
                            Amount.count(entry.getValue().puts()),
                            Amount.count(entry.getValue().deletes()),
                            Amount.bytes(
                                entry.getValue().putBytes() + entry.getValue().deleteBytes())))
                .toList()));
    tables.add(
        new Table(
            "Keys put most often within the last hour or two",
            List.of("key", "#puts"),
            watch.hotKeys().stream()
                .limit(ROWS)
                .map(hot -> List.of(key(hot), Amount.between(hot.atLeast(), hot.atMost())))
                .toList()));
  }

  private static String key(HotKey hot) {
    return hot.key()
        .map(known -> Visible.cut(known.toString(), LONGEST_KEY))
        .orElse("(hidden key of " + hot.prefix() + ")");
  }

  private static void scan(List<Table> tables, ScanResult last) {
    tables.add(
        new Table(
            "Alive at revision " + Amount.count(last.revision()) + ", largest first",
            List.of("prefix", "#keys", "#versions", "#bytes"),
            Order.byLiveBytes(last.prefixes()).stream()
                .limit(ROWS)
                .map(
                    entry ->
                        List.of(
                            entry.getKey(),
                            Amount.count(entry.getValue().keys()),
                            Amount.count(entry.getValue().versions()),
                            last.values() ? Amount.bytes(entry.getValue().bytes()) : "unknown"))
                .toList()));
  }
}
