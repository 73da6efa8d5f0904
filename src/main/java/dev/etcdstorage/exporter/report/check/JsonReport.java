package dev.etcdstorage.exporter.report.check;

import dev.etcdstorage.exporter.advice.Advice;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.check.Diagnosis;
import dev.etcdstorage.exporter.check.Examined;
import dev.etcdstorage.exporter.check.Report;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.status.StatusJson;
import dev.etcdstorage.exporter.storage.Growth;
import dev.etcdstorage.exporter.text.JsonText;
import java.time.Instant;

/** The report for a program; docs/check.md says what each field means. */
public final class JsonReport {
  private JsonReport() {}

  public static String of(String version, Instant now, Report report) {
    return JsonText.object(
        json ->
            json.field("version", version)
                .field("time", now.toString())
                .field("status", report.severity().label())
                .field("exitCode", report.severity().exitCode())
                .field("summary", report.statusLine())
                .list("clusters", report.clusters(), cluster -> cluster(json, cluster)));
  }

  private static void cluster(JsonText json, Diagnosis cluster) {
    Examined examined = cluster.examined();
    StatusJson.cluster(json, examined.now(), member -> member(json, cluster, member));
    json.field("status", cluster.severity().label())
        .field("seconds", (double) examined.span().toMillis() / 1e3)
        .list(
            "findings",
            cluster.findings(),
            finding ->
                json.field(
                        "severity",
                        finding.severity() == Severity.OK ? "note" : finding.severity().label())
                    .field("text", finding.text()))
        .list(
            "notAsked",
            examined.now().sample().unwatched(),
            member ->
                json.field("name", member.name()).field("memberId", Long.toHexString(member.id())));
  }

  private static void member(JsonText json, Diagnosis cluster, MemberSample member) {
    member.outcome().reached().ifPresent(reached -> growth(json, cluster, reached));
    if (member.outcome().reached().isPresent()) {
      Advice advice = cluster.advice(member);
      json.field("advice", advice.words()).text("command", advice.command().map(cluster::command));
    }
  }

  private static void growth(JsonText json, Diagnosis cluster, Reached member) {
    Growth growth = cluster.examined().growth(member);
    long quota = member.quota().map(Quota::bytes).orElse(0L);
    json.number("sizeBytesPerSecond", growth.sizePace())
        .number("inUseBytesPerSecond", growth.inUsePace())
        .number("secondsToFull", growth.secondsToFullBySize(quota))
        .number("secondsToFullUncompacted", growth.secondsToFullByInUse(quota));
  }
}
