package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.status.Advice;
import dev.etcdstorage.exporter.status.JsonText;
import dev.etcdstorage.exporter.status.StatusJson;
import dev.etcdstorage.exporter.storage.Growth;
import java.time.Instant;
import java.util.OptionalDouble;

/** The report for a program; docs/check.md says what each field means. */
public final class JsonReport {
  private JsonReport() {}

  /** The whole document. */
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
    member
        .outcome()
        .reached()
        .map(reached -> new Answering(member.member(), reached))
        .ifPresent(answering -> answering(json, cluster, answering));
  }

  private static void answering(JsonText json, Diagnosis cluster, Answering member) {
    Growth growth = cluster.examined().growth(member.reached());
    long quota = member.reached().quota().map(Quota::bytes).orElse(0L);
    number(json, "sizeBytesPerSecond", growth.sizePace());
    number(json, "inUseBytesPerSecond", growth.inUsePace());
    number(json, "secondsToFull", growth.secondsToFullBySize(quota));
    number(json, "secondsToFullUncompacted", growth.secondsToFullByInUse(quota));
    Advice advice = Counsel.advice(cluster.examined(), member);
    json.field("advice", advice.words()).text("command", advice.command().map(cluster::command));
  }

  private static void number(JsonText json, String name, OptionalDouble value) {
    value.ifPresent(known -> json.field(name, known));
  }
}
