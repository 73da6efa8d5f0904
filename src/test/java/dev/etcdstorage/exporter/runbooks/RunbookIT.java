package dev.etcdstorage.exporter.runbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.TimedWriter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code sh} block of every runbook, pasted in order into one bash, on a real cluster of
 * three that is in the state of the alert.
 */
class RunbookIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long QUOTA = 16L << 20;
  private static final String STORMY_POD = "/registry/pods/storm/pod-0";
  private static final int POD_BYTES = 16 << 10;

  @TempDir Path folder;

  /** A case for each line. Each has a cluster of its own, and waits more than it works. */
  @ParameterizedTest
  @MethodSource("lines")
  @Execution(CONCURRENT)
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  private @interface OnEveryLine {}

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  /** Where no line differs from those between: these runbooks read only. */
  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  @Execution(CONCURRENT)
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  private @interface OnOldestAndNewest {}

  static List<EtcdBinary> oldestAndNewest() {
    List<EtcdBinary> lines = lines();
    return List.of(lines.get(0), lines.get(lines.size() - 1));
  }

  @OnEveryLine
  void noSpace(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = withQuota(binary);
        Writer writer = Writer.to(cluster.leader().endpoint());
        RunningExporter exporter = watch(cluster)) {
      // Given a quiet life and one pod whose states filled the quota
      writer.fill("/registry/pods/quiet/pod-", 500, 1_000);
      awaitWatch(exporter);
      overwriteUntilNoSpace(writer);
      awaitVerdict(exporter, "compact");
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      // When
      String terminal = person.follow(Runbook.named("EtcdNoSpaceAlarm"));

      // Then all is as before, and a copy of what was is for root only
      assertThat(terminal).contains("alarm:NOSPACE", "verdict=\"compact\"", "prefix=\"pods\"");
      assertRoomAndWritable(cluster);
      assertThat(cluster.etcdctl().count("/registry/pods/quiet/")).isEqualTo(500);
      assertSnapshotIsPrivate(person);
      assertLeaderCameLast(terminal, cluster);
    }
  }

  @OnEveryLine
  void lowSpace(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = withQuota(binary);
        Writer writer = Writer.to(cluster.leader().endpoint())) {
      while (cluster.leader().etcdctl().status().dbSize() < 0.85 * QUOTA) {
        writer.overwrite(STORMY_POD, 20, POD_BYTES);
      }
      try (RunningExporter exporter = watch(cluster)) {
        OnCall person = OnCall.at(cluster, exporter.url(), folder);

        person.follow(Runbook.named("EtcdDatabaseQuotaLowSpace"));

        assertRoomAndWritable(cluster);
        assertSnapshotIsPrivate(person);
      }
    }
  }

  @OnEveryLine
  void highFragmentation(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = withQuota(binary);
        Writer writer = Writer.to(cluster.leader().endpoint());
        RunningExporter exporter = watch(cluster)) {
      writer.overwrite(STORMY_POD, 700, POD_BYTES);
      long revision = cluster.leader().etcdctl().status().revision();
      for (RealEtcd member : cluster.members()) {
        try (Writer own = Writer.to(member.endpoint())) {
          compactOn(own, revision);
        }
      }
      Poll.until(
          () -> "free pages everywhere:\n" + exporter.metrics().ours(),
          SOON,
          () -> {
            // 3.4 tells the new size in use after the next write.
            writer.overwrite(STORMY_POD, 1, 10);
            return fragmentation(exporter, cluster).stream().allMatch(ratio -> ratio > 0.5);
          });
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdHighFragmentation"));

      assertThat(fragmentation(exporter, cluster)).allMatch(ratio -> ratio < 0.5);
      assertThat(terminal).doesNotContain("FAILS");
      assertRoomAndWritable(cluster);
      assertLeaderCameLast(terminal, cluster);
    }
  }

  @OnEveryLine
  void compactionStalled(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = withQuota(binary);
        Writer writer = Writer.to(cluster.leader().endpoint());
        RunningExporter exporter = watch(cluster)) {
      writer.overwrite("compact_rev_key", 3, 4);
      writer.overwrite(STORMY_POD, 500, POD_BYTES);
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_compacted_revision")).isZero();
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdCompactionStalled"));

      assertThat(terminal).contains("\"Version\" : 3");
      assertCompacted(exporter, cluster);
      assertWritable(cluster);
    }
  }

  @OnEveryLine
  void historyBloat(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = withQuota(binary);
        Writer writer = Writer.to(cluster.leader().endpoint())) {
      writer.overwrite(STORMY_POD, 100, POD_BYTES);
      writer.compactPhysically(cluster.leader().etcdctl().status().revision());
      writer.overwrite(STORMY_POD, 500, POD_BYTES);
      try (RunningExporter exporter = watch(cluster)) {
        awaitVerdict(exporter, "compact");
        OnCall person = OnCall.at(cluster, exporter.url(), folder);

        String terminal = person.follow(Runbook.named("EtcdHistoryBloat"));

        assertThat(terminal).contains("etcd_storage_history_bytes");
        assertCompacted(exporter, cluster);
        assertWritable(cluster);
      }
    }
  }

  @OnEveryLine
  void exhaustionPredicted(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster);
        Writer writer = Writer.to(cluster.leader().endpoint());
        TimedWriter storm = TimedWriter.to(cluster.leader().endpoint(), 512)) {
      awaitWatch(exporter);
      stormUntilCounted(exporter, writer);
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdDatabaseQuotaExhaustionPredicted"));

      assertThat(busiest(terminal)).contains("prefix=\"pods\"");
      assertThat(terminal).contains("\"" + STORMY_POD + "\"");
      assertCompacted(exporter, cluster);
      assertWritable(cluster);
      assertThat(storm.take().nanos()).isNotEmpty();
    }
  }

  @OnEveryLine
  void writeStorm(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster);
        TimedWriter storm = TimedWriter.to(cluster.leader().endpoint(), 512)) {
      awaitWrites(exporter);
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdWriteStorm"));

      assertThat(busiest(terminal)).contains("prefix=\"pods\"");
      assertThat(terminal).containsPattern("\\d{3,} pods/storm");
      assertCompacted(exporter, cluster);
      assertWritable(cluster);
      assertThat(storm.take().nanos()).isNotEmpty();
    }
  }

  @OnEveryLine
  void memberUnreachable(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster)) {
      RealEtcd gone = cluster.followers().get(0);
      gone.kill9();
      OnCall person = OnCall.at(cluster.leader(), exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdMemberUnreachable"));

      assertThat(terminal)
          .contains("Not every member answers.", "a majority answers")
          .contains(gone.clientUrl() + " DOES NOT ANSWER")
          .contains("etcd_storage_up{member=\"" + gone.name() + "\"} 0");
      assertWritable(cluster);
    }
  }

  @OnOldestAndNewest
  void memberUnwatched(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter =
            RunningExporter.start("--cluster", "--endpoints", cluster.endpoints().get(0))) {
      String id = cluster.addUnstarted(List.of());
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdMemberUnwatched"));

      assertThat(terminal)
          .contains("etcd_storage_member_unwatched{member=\"" + id + "\",reason=\"never_started\"")
          .contains("unstarted", "1 unwatched");
    }
  }

  @OnOldestAndNewest
  void noLeader(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster)) {
      RealEtcd left = cluster.leader();
      cluster.followers().forEach(RealEtcd::kill9);
      Poll.until(
          "the one that is left has no leader",
          Duration.ofSeconds(30),
          () -> exporter.metrics().of(left.name(), "etcd_storage_has_leader") == 0);
      OnCall person = OnCall.at(left, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdNoLeader"));

      assertThat(terminal)
          .contains("still no majority")
          .contains("etcd_storage_has_leader{member=\"" + left.name() + "\"} 0")
          .contains(
              cluster.members().stream()
                  .filter(member -> member != left)
                  .map(member -> "etcd_storage_up{member=\"" + member.name() + "\"} 0")
                  .toList());
    }
  }

  @OnOldestAndNewest
  void maintenanceFailed(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter = watch(cluster)) {
      // Given a member that ended in its defragmentation, and what the run noted about it
      RealEtcd gone = cluster.followers().get(0);
      String note = "/etcd-storage-exporter/runs/" + Long.toHexString(gone.memberId());
      gone.kill9();
      cluster.leader().etcdctl().put(note, "result=failure detail=\"it does not answer\"");
      OnCall person = OnCall.at(cluster.leader(), exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdMaintenanceFailed"));

      assertThat(terminal)
          .contains(gone.clientUrl() + " DOES NOT ANSWER", "a majority answers")
          .contains(note, "result=failure")
          .contains("etcd_storage_up{member=\"" + gone.name() + "\"} 0");
      assertWritable(cluster);
    }
  }

  /** On 3.5: from 3.6 on Status tells the quota. */
  @Test
  @Execution(CONCURRENT)
  void quotaUnknown() throws IOException {
    try (RealCluster cluster = withQuota(EtcdBinaries.newest("3.5"));
        RunningExporter exporter =
            RunningExporter.start(
                "--endpoints",
                String.join(",", cluster.endpoints()),
                "--etcd.metrics-url",
                "http://{host}:1/nothing-listens-here")) {
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdQuotaUnknown"));

      assertThat(terminal).doesNotContain("etcd_storage_quota_bytes{");
      for (RealEtcd member : cluster.members()) {
        assertThat(terminal).contains(member.clientUrl() + ": 1.6777216e+07");
      }
      assertWritable(cluster);
    }
  }

  @OnOldestAndNewest
  void exporterDown(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      String url;
      try (RunningExporter exporter = watch(cluster)) {
        awaitWatch(exporter);
        url = exporter.url();
      }

      String terminal =
          OnCall.at(cluster, url, folder).follow(Runbook.named("EtcdStorageExporterDown"));

      assertThat(terminal).contains("it does not answer");
      assertWritable(cluster);
    }
  }

  @OnOldestAndNewest
  void shardMissing(EtcdBinary binary) throws IOException {
    // Given the third of four exporters, and no other
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      Path file =
          Files.writeString(
              folder.resolve("exporter.yaml"),
              """
              clusters: [{name: prod, endpoints: ["%s"]}]
              web: {listenAddresses: ["127.0.0.1:0"]}
              shard: 2/4
              """
                  .formatted(cluster.members().get(0).clientUrl()));
      try (RunningExporter exporter = RunningExporter.configured(file)) {
        String terminal =
            OnCall.at(cluster, exporter.url(), folder)
                .follow(Runbook.named("EtcdStorageExporterShardMissing"));

        assertThat(terminal)
            .contains("etcd_storage_exporter_shards 4.0")
            .containsPattern("etcd_storage_exporter_shard_clusters\\{shard=\"2\"} [01]\\.0");
        assertWritable(cluster);
      }
    }
  }

  @OnOldestAndNewest
  void watchAway(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        // Given that only an exporter beside the leader is to watch, and there is none
        RunningExporter exporter =
            RunningExporter.start(
                "--endpoints", cluster.followers().get(0).endpoint(), "--keyspace.watch=leader")) {
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdKeyspaceWatchAway"));

      assertThat(terminal)
          .contains("etcd_storage_keyspace_working{part=\"watch\"} 0")
          .contains("etcd_storage_keyspace_off{part=\"watch\"} 0")
          .containsPattern("etcd_storage_has_leader\\{member=\"[^\"]+\"} 1")
          .containsPattern("etcd_storage_is_leader\\{member=\"[^\"]+\"} 0");
      assertWritable(cluster);
    }
  }

  @OnOldestAndNewest
  void scanStale(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        // Given no exporter beside the leader
        RunningExporter exporter =
            RunningExporter.start("--endpoints", cluster.followers().get(0).endpoint())) {
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdKeyspaceScanStale"));

      assertThat(terminal).contains("etcd_storage_keyspace_working{part=\"scan\"} 0");
      assertWritable(cluster);
    }
  }

  @OnEveryLine
  void corrupt(EtcdBinary binary) throws IOException {
    EtcdLaunch launch = EtcdLaunch.of(binary).flag(corruptCheckTime(binary) + "=1s");
    try (RealCluster cluster = RealCluster.start(launch, 3);
        RunningExporter exporter = watch(cluster)) {
      // Given a member whose file was changed behind its back, which etcd finds out
      cluster.etcdctl().put("/registry/pods/some/pod", "as it was written");
      RealEtcd bad = cluster.followers().get(0);
      bad.stop();
      changeInFile(bad, "as it was written", "as it was tweaked");
      bad.restart();
      Poll.until(
          () -> "CORRUPT of " + bad,
          SOON,
          () -> cluster.etcdctl().alarms().stream().anyMatch(alarm -> alarm.contains("CORRUPT")));
      OnCall person = OnCall.at(cluster.leader(), exporter.url(), folder);

      String terminal = person.follow(Runbook.named("EtcdCorruptAlarm"));

      // Then that member, and no other, was taken out and asked back
      assertThat(terminal)
          .contains("differs from the majority: " + bad.clientUrl() + "\n")
          // 3.4 fills the id with spaces up to 16 characters
          .containsPattern("Member +" + Long.toHexString(bad.memberId()) + " removed")
          .contains("ETCD_INITIAL_CLUSTER_STATE=\"existing\"", bad.name() + "=" + bad.peerUrl());
      assertSnapshotIsPrivate(person);
      assertWritable(cluster);
      assertThat(cluster.leader().etcdctl().run("get", "/registry/pods/some/pod"))
          .contains("as it was written");
    }
  }

  private static String corruptCheckTime(EtcdBinary binary) {
    return binary.version().isAtLeast("3.6")
        ? "--corrupt-check-time"
        : "--experimental-corrupt-check-time";
  }

  private static void changeInFile(RealEtcd member, String from, String to) throws IOException {
    Path file = member.dataDir().resolve("member/snap/db");
    String before = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(before).contains(from);
    Files.writeString(file, before.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  private static RealCluster withQuota(EtcdBinary binary) {
    return RealCluster.start(EtcdLaunch.of(binary).quotaBytes(QUOTA), 3);
  }

  private static RunningExporter watch(RealCluster cluster) {
    return RunningExporter.start("--endpoints", String.join(",", cluster.endpoints()));
  }

  static void overwriteUntilNoSpace(Writer writer) {
    assertThatThrownBy(() -> writer.overwrite(STORMY_POD, 5_000, POD_BYTES))
        .rootCause()
        .hasMessageContaining("space exceeded");
  }

  private static void compactOn(Writer writer, long revision) {
    try {
      writer.compactPhysically(revision);
    } catch (StatusRuntimeException e) {
      assertThat(e).hasMessageContaining("has been compacted");
    }
  }

  private static void awaitVerdict(RunningExporter exporter, String verdict) {
    Poll.until(
        () -> verdict + ":\n" + exporter.metrics().ours(),
        SOON,
        () ->
            exporter.metrics().all("etcd_storage_verdict", "verdict", verdict).stream()
                    .filter(series -> series.value() == 1)
                    .count()
                == 3);
  }

  private static void awaitWatch(RunningExporter exporter) {
    Poll.until(
        () -> "the watch is established:\n" + exporter.metrics().ours(),
        SOON,
        () -> exporter.metrics().watches());
  }

  /** It goes on meanwhile: where etcd is slow, the watch rests and leaves out what is written. */
  private static void stormUntilCounted(RunningExporter exporter, Writer writer) {
    Poll.until(
        () -> STORMY_POD + " is among the keys that are put most often",
        SOON,
        () -> {
          writer.overwrite(STORMY_POD, 5_000, 100);
          return exporter.status().list("clusters").stream()
              .flatMap(cluster -> cluster.at("keyspace").at("watch").list("hotKeys").stream())
              .anyMatch(hot -> hot.text("key").equals(STORMY_POD));
        });
  }

  private static void awaitWrites(RunningExporter exporter) {
    Poll.until(
        () -> "pods are written:\n" + exporter.metrics().ours(),
        SOON,
        () -> !exporter.metrics().all("etcd_storage_prefix_written_bytes_total").isEmpty());
  }

  private static List<Double> fragmentation(RunningExporter exporter, RealCluster cluster) {
    return cluster.members().stream()
        .map(member -> exporter.metrics().of(member.name(), "etcd_storage_fragmentation_ratio"))
        .toList();
  }

  /** The first line of the list of rates. */
  private static String busiest(String terminal) {
    return terminal.lines().filter(line -> line.contains(" B/s  ")).findFirst().orElse("");
  }

  private static void assertCompacted(RunningExporter exporter, RealCluster cluster) {
    for (RealEtcd member : cluster.members()) {
      assertThat(exporter.metrics().of(member.name(), "etcd_storage_compacted_revision"))
          .as(member.name())
          .isGreaterThan(300);
    }
  }

  private static void assertLeaderCameLast(String terminal, RealCluster cluster) {
    List<String> order =
        terminal
            .lines()
            .filter(line -> line.startsWith("defragmenting "))
            .map(line -> line.substring("defragmenting ".length()))
            .toList();
    assertThat(order)
        .containsExactlyInAnyOrderElementsOf(
            cluster.members().stream().map(RealEtcd::clientUrl).toList())
        .last()
        .isEqualTo(cluster.leader().clientUrl());
  }

  static void assertRoomAndWritable(RealCluster cluster) {
    assertThat(cluster.etcdctl().endpointStatus())
        .allSatisfy(
            status -> {
              assertThat(status.dbSize()).isLessThan((long) (0.8 * QUOTA));
              assertThat(status.errors()).isEmpty();
            });
    assertWritable(cluster);
  }

  private static void assertWritable(RealCluster cluster) {
    RealEtcd leader = cluster.leader();
    leader.etcdctl().put("/after/the/runbook", "works");
    assertThat(leader.etcdctl().alarms()).isEmpty();
  }

  private static void assertSnapshotIsPrivate(OnCall person) throws IOException {
    try (Stream<Path> files = Files.list(person.backup())) {
      List<Path> snapshots = files.toList();
      assertThat(snapshots).hasSize(1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(snapshots.get(0))))
          .isEqualTo("rw-------");
    }
  }
}
