package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.ledger.LiveNow;
import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.HotKey;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.observe.LargestFirst;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Visible;
import java.util.ArrayList;
import java.util.List;

/** The busiest prefixes and keys, the same on the page and in a terminal. */
final class KeyTables {
  private static final int ROWS = 10;
  private static final int LONGEST_KEY = 160;

  /**
   * Words in the first column, numbers in the others.
   *
   * @param rows never empty
   */
  record KeyTable(String caption, List<String> heads, List<List<String>> rows) {}

  private KeyTables() {}

  /** The state of watch and scan. */
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

  /**
   * What the counts below lack; a live watch is always behind by a moment, which does not count.
   */
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
                    + (scan.fresh() ? "" : " and is too old to rely on"))
        .orElseGet(
            () -> ", none has finished yet" + scan.progress().map(KeyTables::first).orElse(""));
  }

  private static String first(ScanProgress far) {
    String read =
        "; the first has read %s of %s keys"
            .formatted(Amount.count(far.keys()), Amount.count(far.ofKeys()));
    return far.estimatedBytes().isEmpty()
        ? read
        : read
            + ". First estimate: all have "
            + Amount.bytes(far.estimatedBytes().getAsLong())
            + " if the others are like them";
  }

  static List<KeyTable> of(KeyspaceSample keyspace) {
    List<KeyTable> tables = new ArrayList<>();
    keyspace.watch().filter(WatchSample::begun).ifPresent(watch -> watch(tables, watch));
    keyspace.live().ifPresent(live -> live(tables, live));
    tables.removeIf(table -> table.rows().isEmpty());
    return tables;
  }

  private static void watch(List<KeyTable> tables, WatchSample watch) {
    tables.add(
        new KeyTable(
            "Written since " + Amount.moment(watch.since()) + ", most bytes first",
            List.of("prefix", "puts", "deletes", "bytes"),
            LargestFirst.byWrittenBytes(watch.writes()).stream()
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
        new KeyTable(
            "Keys put most often within the last hour or two",
            List.of("key", "puts"),
            watch.hotKeys().stream()
                .limit(ROWS)
                .map(hot -> List.of(key(hot), Amount.range(hot.atLeast(), hot.atMost())))
                .toList()));
  }

  private static String key(HotKey hot) {
    return hot.key()
        .map(known -> Visible.cut(known.toString(), LONGEST_KEY))
        .orElse("(hidden key of " + hot.prefix() + ")");
  }

  /** Its revision, how it is known, and how much of it is guessed if that is much. */
  private static String alive(LiveNow live) {
    String guessed =
        live.values() && live.guessedBytes() > 0
            ? ", " + Amount.bytes(live.guessedBytes()) + " of the bytes guessed"
            : "";
    return "Live at revision "
        + Amount.count(live.revision())
        + " by the "
        + live.by()
        + guessed
        + ", largest first";
  }

  private static void live(List<KeyTable> tables, LiveNow live) {
    tables.add(
        new KeyTable(
            alive(live),
            List.of("prefix", "keys", "versions", "bytes"),
            LargestFirst.byLiveBytes(live.prefixes()).stream()
                .limit(ROWS)
                .map(
                    entry ->
                        List.of(
                            entry.getKey(),
                            Amount.count(entry.getValue().keys()),
                            Amount.count(entry.getValue().versions()),
                            live.values() ? Amount.bytes(entry.getValue().bytes()) : "unknown"))
                .toList()));
  }
}
