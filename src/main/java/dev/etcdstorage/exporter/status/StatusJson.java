package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.advice.Headline;
import dev.etcdstorage.exporter.config.ShardShare;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.AlarmRaiser;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.text.JsonText;
import dev.etcdstorage.exporter.text.Runbook;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The answer of {@code /api/v1/status}; docs/status-api.md says what each field means. */
public final class StatusJson {
  private StatusJson() {}

  public static String of(
      String version,
      Optional<ShardShare> share,
      Instant now,
      List<FileFault> unusableFiles,
      List<Observed> clusters) {
    return JsonText.object(
        json -> {
          json.field("version", version).field("time", now.toString());
          share.ifPresent(own -> json.object("shard", inner -> shard(inner, own)));
          json.list("unusableFiles", unusableFiles, fault -> file(json, fault))
              .list("clusters", clusters, cluster -> remembered(json, cluster));
        });
  }

  private static void shard(JsonText json, ShardShare own) {
    own.shard().index().ifPresent(index -> json.field("index", index));
    json.field("total", own.shard().total())
        .field("clusters", own.clusters())
        .field("ofClusters", own.ofClusters());
  }

  private static void file(JsonText json, FileFault fault) {
    json.field("file", fault.file().toString())
        .field("since", fault.since().toString())
        .field("why", fault.why());
  }

  /** What only a daemon has, which has looked for hours. */
  private static void remembered(JsonText json, Observed cluster) {
    cluster(
        json,
        cluster,
        member -> {
          GrowthJson.write(json, member);
          advice(json, Headline.of(cluster, member));
        });
  }

  /**
   * Writes the fields of a cluster, here or in another document.
   *
   * @param more writes that document's additional fields of a member
   */
  public static void cluster(JsonText json, Observed cluster, Consumer<MemberSample> more) {
    json.text("name", cluster.cluster())
        .list(
            "members",
            cluster.sample().members(),
            member -> {
              member(json, cluster, member);
              more.accept(member);
            })
        .list("unwatched", cluster.sample().missing().toList(), member -> unwatched(json, member))
        .list(
            "endpointWarnings",
            cluster.sample().warnings(),
            warning ->
                json.field("endpoint", warning.endpoint().toString())
                    .field("problem", warning.problem().label())
                    .field("words", warning.words()));
    cluster
        .maintenance()
        .ifPresent(
            sample -> json.object("maintenance", inner -> MaintenanceJson.write(inner, sample)));
    cluster
        .keyspace()
        .ifPresent(
            keys -> json.object("keyspace", inner -> KeyspaceJson.write(inner, cluster, keys)));
  }

  private static void unwatched(JsonText json, UnwatchedMember member) {
    json.field("name", member.name())
        .field("memberId", Long.toHexString(member.id()))
        .field("voter", member.voter())
        .field("reason", member.why().label())
        .field("words", member.words());
  }

  private static void member(JsonText json, Observed cluster, MemberSample member) {
    json.field("name", member.member()).field("endpoint", member.endpoint().toString());
    if (member.outcome() instanceof Reached reached) {
      json.field("up", true);
      reached(json, cluster, reached);
    } else if (member.outcome() instanceof Outcome.Failed failed) {
      json.field("up", false)
          .field("reason", failed.failure().reason().label())
          .field("detail", failed.failure().detail());
    }
    member.defragmenting().ifPresent(running -> json.field("defragmenting", running));
  }

  private static void advice(JsonText json, Headline headline) {
    json.object(
        "advice",
        inner ->
            inner
                .field("urgency", headline.severity().name().toLowerCase(Locale.ROOT))
                .field("words", headline.words())
                .text("command", headline.command())
                .text("runbook", headline.runbook().map(Runbook::url)));
  }

  private static void reached(JsonText json, Observed cluster, Reached reached) {
    MemberStatus status = reached.status();
    FileMakeup makeup = cluster.makeup(reached);
    json.field("memberId", Long.toHexString(status.memberId()))
        .field("version", status.version())
        .text("storageVersion", status.storage().version())
        .text("downgradeTarget", status.storage().downgradeTarget())
        .field("leader", status.leader())
        .field("learner", status.learner())
        .field("sizeBytes", status.dbSizeBytes())
        .field("inUseBytes", status.dbInUseBytes())
        .number("liveBytes", makeup.liveBytes())
        .number("historyBytes", makeup.historyBytes())
        .text("historyBy", makeup.historyBy().map(HistorySize.By::label))
        .number("slackBytes", makeup.slackBytes())
        .field("freeBytes", makeup.freeBytes());
    cluster
        .firstEstimate(reached)
        .ifPresent(
            first ->
                json.object(
                    "firstEstimate",
                    inner ->
                        inner
                            .number("liveBytes", first.liveBytes())
                            .number("historyBytes", first.historyBytes())
                            .number("slackBytes", first.slackBytes())
                            .field("freeBytes", first.freeBytes())));
    reached
        .quota()
        .ifPresent(
            quota ->
                json.field("quotaBytes", quota.bytes()).field("quotaSource", quota.sourceLabel()));
    json.field("revision", status.revision())
        .number("compactedRevision", reached.compactedRevision())
        .list(
            "alarms",
            status.alarms(),
            raised ->
                json.field("alarm", raised.alarm().name().toLowerCase(Locale.ROOT))
                    .field("memberId", Long.toHexString(raised.memberId()))
                    .text("member", AlarmRaiser.of(cluster.sample(), raised.memberId()).name()))
        .field("verdict", cluster.verdict(reached).label());
  }
}
