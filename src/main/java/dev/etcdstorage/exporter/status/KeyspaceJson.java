package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.ledger.LiveNow;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.observe.LargestFirst;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.text.JsonText;

/** A cluster's keys in the status document. */
final class KeyspaceJson {
  private KeyspaceJson() {}

  static void write(JsonText json, Observed cluster, KeyspaceSample keyspace) {
    keyspace
        .watch()
        .ifPresent(watch -> json.object("watch", inner -> watch(inner, cluster, watch)));
    keyspace.scan().ifPresent(scan -> json.object("scan", inner -> scan(inner, scan)));
    keyspace.live().ifPresent(live -> json.object("live", inner -> live(inner, live)));
  }

  private static void part(JsonText json, PartSample part) {
    json.field("working", part.working()).text("off", part.off().map(StopReason::label));
  }

  private static void watch(JsonText json, Observed cluster, WatchSample watch) {
    part(json, watch.part());
    if (watch.begun()) {
      json.field("since", watch.since().toString())
          .field("revisionsSeen", watch.seen())
          .field("revisionsMissed", watch.missed())
          .number("revisionsPending", cluster.pendingRevisions())
          .field("compactor", watch.compactor().label());
    }
    json.list(
            "prefixes",
            LargestFirst.byWrittenBytes(watch.writes()),
            entry ->
                json.field("prefix", entry.getKey())
                    .field("puts", entry.getValue().puts())
                    .field("deletes", entry.getValue().deletes())
                    .field(
                        "writtenBytes",
                        entry.getValue().putBytes() + entry.getValue().deleteBytes()))
        .list(
            "hotKeys",
            watch.hotKeys(),
            hot ->
                json.text("key", hot.key().map(Key::toString))
                    .field("prefix", hot.prefix())
                    .field("putsAtLeast", hot.atLeast())
                    .field("putsAtMost", hot.atMost()));
  }

  private static void scan(JsonText json, ScanSample scan) {
    part(json, scan.part());
    json.field("underWay", scan.underWay());
    scan.progress()
        .ifPresent(
            far ->
                json.object(
                    "progress",
                    inner ->
                        inner
                            .field("keys", far.keys())
                            .field("ofKeys", far.ofKeys())
                            .number("estimatedBytes", far.estimatedBytes())
                            .field("seconds", far.elapsed().toMillis() / 1e3)));
    scan.last().ifPresent(last -> json.object("last", inner -> last(inner, scan, last)));
  }

  private static void last(JsonText json, ScanSample scan, ScanResult last) {
    json.field("ended", last.ended().toString())
        .field("seconds", last.took().toMillis() / 1e3)
        .field("fresh", scan.fresh())
        .field("exact", last.exact())
        .field("revision", last.revision());
    alive(json, LiveNow.of(last));
  }

  /** Brought forward by the watch. */
  private static void live(JsonText json, LiveNow live) {
    json.field("revision", live.revision()).field("by", live.by());
    if (live.values()) {
      json.field("guessedBytes", live.guessedBytes());
    }
    alive(json, live);
  }

  private static void alive(JsonText json, LiveNow live) {
    Live total = live.total();
    json.field("keys", total.keys()).field("versions", total.versions());
    if (live.values()) {
      json.field("bytes", total.bytes());
    }
    json.number("fileBytes", live.fileBytes())
        .list(
            "prefixes",
            LargestFirst.byLiveBytes(live.prefixes()),
            entry -> {
              json.field("prefix", entry.getKey())
                  .field("keys", entry.getValue().keys())
                  .field("versions", entry.getValue().versions());
              if (live.values()) {
                json.field("bytes", entry.getValue().bytes());
              }
            });
  }
}
