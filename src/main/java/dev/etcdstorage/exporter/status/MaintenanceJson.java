package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.MaintenanceSample;
import dev.etcdstorage.exporter.maintenance.MemberRuns;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.text.JsonText;
import java.util.Arrays;
import java.util.Map.Entry;
import java.util.TreeMap;

/** What was done about a cluster's files, in the status document. */
final class MaintenanceJson {
  private MaintenanceJson() {}

  static void write(JsonText json, MaintenanceSample sample) {
    json.field("enabled", sample.enabled())
        .list(
            "refusals",
            Arrays.stream(Guard.values())
                .filter(guard -> sample.refusals().getOrDefault(guard, 0L) > 0)
                .toList(),
            guard ->
                json.field("guard", guard.label())
                    .field("times", sample.refusals().getOrDefault(guard, 0L)))
        .list("members", new TreeMap<>(sample.members()).entrySet(), entry -> member(json, entry));
  }

  private static void member(JsonText json, Entry<String, MemberRuns> entry) {
    MemberRuns runs = entry.getValue();
    json.field("name", entry.getKey())
        .field("succeeded", runs.succeeded())
        .field("failed", runs.failed())
        .field("reclaimedBytes", runs.reclaimedBytes());
    runs.last().ifPresent(last -> json.object("last", inner -> last(inner, last)));
  }

  private static void last(JsonText json, DefragRecord last) {
    json.field("ended", last.ended().toString())
        .field("seconds", last.took().toMillis() / 1e3)
        .field("bytesBefore", last.bytesBefore())
        .field("bytesAfter", last.bytesAfter())
        .field("succeeded", last.succeeded());
    if (!last.detail().isEmpty()) {
      json.field("detail", last.detail());
    }
  }
}
