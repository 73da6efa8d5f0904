package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.ManagerEntry;
import dev.etcdstorage.exporter.analyze.Timeline;
import dev.etcdstorage.exporter.analyze.Writers;
import dev.etcdstorage.exporter.text.JsonText;
import java.time.Instant;
import java.util.List;

/** Who wrote, in the JSON document. */
final class WritersJson {
  private WritersJson() {}

  static void write(JsonText json, Writers writers) {
    json.list(
        "writers",
        writers.managers(),
        (Writers.Manager each) ->
            json.field("manager", each.name())
                .field("operation", each.operation())
                .field("versions", each.count().versions())
                .field("bytes", each.count().bytes())
                .text("first", each.first().map(Instant::toString))
                .text("last", each.last().map(Instant::toString)));
    count(json, "unnamed", writers.unnamed());
    count(json, "encrypted", writers.encrypted());
    count(json, "notKubernetes", writers.others());
  }

  private static void count(JsonText json, String name, Writers.Count count) {
    if (count.versions() > 0) {
      json.object(
          name, within -> within.field("versions", count.versions()).field("bytes", count.bytes()));
    }
  }

  static void managers(JsonText json, List<ManagerEntry> managers) {
    json.list(
        "managedFields",
        managers,
        (ManagerEntry each) -> {
          json.field("manager", each.manager()).field("operation", each.operation());
          if (!each.subresource().isEmpty()) {
            json.field("subresource", each.subresource());
          }
          json.text("time", each.time().map(Instant::toString));
        });
  }

  static void timeline(JsonText json, Timeline timeline) {
    if (timeline.spans().isEmpty()) {
      return;
    }
    json.object(
        "timeline",
        within ->
            within
                .field("spanSeconds", timeline.length().toSeconds())
                .list(
                    "spans",
                    timeline.spans(),
                    (Timeline.Span span) ->
                        json.field("from", span.from().toString())
                            .field("versions", span.versions())
                            .field("bytes", span.bytes())));
  }
}
