package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.FileGrowth;
import dev.etcdstorage.exporter.analyze.KeySums;
import dev.etcdstorage.exporter.text.JsonText;
import java.time.Instant;
import java.util.List;

/** The document on two files that docs/analyze.md describes. */
public final class FileGrowthJson {
  private FileGrowthJson() {}

  public static String of(String exporterVersion, Instant at, FileGrowth growth) {
    return JsonText.object(
        json -> {
          json.field("formatVersion", AnalysisJson.VERSION)
              .field("exporterVersion", exporterVersion)
              .field("time", at.toString())
              .object("before", file -> AnalysisJson.file(file, growth.before()))
              .object("after", file -> AnalysisJson.file(file, growth.after()));
          changes(json, "prefixes", "prefix", growth.rows());
          changes(json, "keys", "key", growth.keys());
          json.list(
              "writers",
              growth.managers(),
              (FileGrowth.ManagerChange each) ->
                  json.field("manager", each.name())
                      .field("operation", each.operation())
                      .field("versions", each.by().versions())
                      .field("liveBytes", each.by().liveBytes())
                      .field("historyBytes", each.by().bytes() - each.by().liveBytes()));
        });
  }

  private static void changes(
      JsonText json, String name, String what, List<FileGrowth.Change> changes) {
    json.list(
        name,
        changes,
        (FileGrowth.Change change) -> {
          KeySums by = change.by();
          json.field(what, change.name())
              .field("keys", by.keys())
              .field("liveBytes", by.liveBytes())
              .field("versions", by.versions())
              .field("historyBytes", by.historyBytes())
              .field("tombstones", by.tombstones())
              .field("storedBytes", by.storedBytes());
        });
  }
}
