package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.FileParts;
import dev.etcdstorage.exporter.analyze.KeySums;
import dev.etcdstorage.exporter.analyze.KnownAlarm;
import dev.etcdstorage.exporter.analyze.KnownMember;
import dev.etcdstorage.exporter.analyze.PrefixSums;
import dev.etcdstorage.exporter.analyze.ShownKey;
import dev.etcdstorage.exporter.analyze.StoreFacts;
import dev.etcdstorage.exporter.bbolt.PageCensus;
import dev.etcdstorage.exporter.text.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The document that docs/analyze.md describes. A new field does not change its version. */
public final class AnalysisJson {
  static final long VERSION = 1;

  private AnalysisJson() {}

  public static String of(String exporterVersion, Instant at, Analysis analysis) {
    return JsonText.object(
        json -> {
          json.field("formatVersion", VERSION)
              .field("exporterVersion", exporterVersion)
              .field("time", at.toString());
          write(json, analysis);
        });
  }

  static void write(JsonText json, Analysis analysis) {
    json.object("file", file -> file(file, analysis))
        .field("by", analysis.by().name().toLowerCase(Locale.ROOT))
        .object("total", total -> sums(total, analysis.total(), analysis))
        .list(
            "prefixes",
            analysis.rows(),
            (PrefixSums row) -> {
              json.field("prefix", row.prefix());
              sums(json, row.sums(), analysis);
              WritersJson.write(json, row.writers());
            });
    if (analysis.rowsMayLackBytes() > 0) {
      json.field("prefixesMayLackBytes", analysis.rowsMayLackBytes());
    }
    json.object(
        "keys",
        keys -> {
          keys(keys, "mostVersions", analysis.mostVersions(), analysis);
          keys(keys, "mostHistory", analysis.mostHistory(), analysis);
          keys(keys, "largestLive", analysis.largestLive(), analysis);
        });
    WritersJson.timeline(json, analysis.timeline());
    json.strings("notes", analysis.notes());
  }

  static void file(JsonText json, Analysis analysis) {
    FileParts parts = analysis.parts();
    StoreFacts facts = analysis.facts();
    json.field("path", analysis.file().toString())
        .field("snapshot", analysis.snapshot())
        .field("fileBytes", analysis.fileBytes())
        .field("sizeBytes", parts.sizeBytes())
        .field("liveBytes", parts.liveBytes())
        .field("historyBytes", parts.historyBytes())
        .field("slackBytes", parts.slackBytes())
        .field("freeBytes", parts.freeBytes())
        .field("overheadBytes", parts.overheadBytes())
        .field("afterDefragBytes", analysis.forecast().defragmentedBytes())
        .field("afterCompactionAndDefragBytes", analysis.forecast().compactedBytes())
        .field("revision", facts.revision())
        .field("compactedRevision", facts.compactedRevision())
        .field("compactionUnfinished", facts.compactionUnfinished())
        .number("consistentIndex", facts.consistentIndex())
        .number("term", facts.term())
        .text("storageVersion", facts.storageVersion())
        .text("clusterVersion", facts.clusterVersion())
        .field("hash", Integer.toUnsignedLong(analysis.hash()))
        .field("elements", analysis.elements())
        .field("leases", facts.leases())
        .field("authEnabled", facts.authEnabled())
        .list(
            "alarms",
            facts.alarms(),
            (KnownAlarm alarm) ->
                json.field("memberId", alarm.memberId()).field("alarm", alarm.alarm()))
        .list("members", facts.members(), (KnownMember member) -> member(json, member))
        .object("pages", pages -> pages(pages, analysis.pages()));
  }

  private static void member(JsonText json, KnownMember member) {
    json.field("id", member.id())
        .field("name", member.name())
        .strings("peerUrls", member.peerUrls())
        .field("learner", member.learner());
  }

  private static void pages(JsonText json, PageCensus pages) {
    json.field("sizeBytes", pages.pageSize())
        .field("all", pages.pages())
        .field("meta", PageCensus.META_PAGES)
        .field("branch", pages.branchPages())
        .field("branchNodes", pages.branchNodes())
        .field("leaf", pages.leafPages())
        .field("leafNodes", pages.leafNodes())
        .field("freelist", pages.freelistPages())
        .field("free", pages.freePages());
  }

  private static void sums(JsonText json, KeySums sums, Analysis analysis) {
    json.field("keys", sums.keys())
        .field("liveBytes", sums.liveBytes())
        .field("versions", sums.versions())
        .field("historyBytes", sums.historyBytes())
        .field("tombstones", sums.tombstones())
        .field("storedBytes", sums.storedBytes())
        .field("share", Shares.of(sums.storedBytes(), analysis.parts().sizeBytes()));
  }

  private static void keys(JsonText json, String name, List<ShownKey> keys, Analysis analysis) {
    json.list(
        name,
        keys,
        (ShownKey key) -> {
          json.field("key", key.key()).field("prefix", key.prefix());
          sums(json, key.sums(), analysis);
          WritersJson.write(json, key.writers());
          WritersJson.managers(json, key.managers());
        });
  }
}
