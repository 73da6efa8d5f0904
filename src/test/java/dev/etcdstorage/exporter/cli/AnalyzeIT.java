package dev.etcdstorage.exporter.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Json;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code analyze} on files of real etcd in each state that a file can be in, held against etcd's
 * own tools and, restored, against etcd's own answers.
 */
class AnalyzeIT {
  private static final int LARGE = 1_500_000;

  @TempDir Path folder;

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  private static Json analysis(Path file, String... flags) {
    String[] words =
        Stream.concat(Stream.of("analyze", file.toString(), "--output", "json"), Stream.of(flags))
            .toArray(String[]::new);
    MainRun run = MainRun.of(words);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return Json.parse(run.out());
  }

  /** Plain keys, transactions, tombstones, leases, and values as large as etcd takes them. */
  private static void fill(RealEtcd etcd) {
    Random random = new Random(17);
    try (Writer writer = Writer.to(etcd.endpoint())) {
      writer.putEach(
          3000,
          number -> put("/registry/pods/ns" + number % 7 + "/" + random.nextInt(900), number));
      writer.putTogether(
          50, 1000, number -> put("/registry/events/default/" + number % 600, 40 + number % 100));
      long lease = writer.grantLease(3600);
      writer.putEach(
          50,
          number ->
              PutRequest.newBuilder(put("/registry/leases/kube-node-lease/" + number % 9, 300))
                  .setLease(lease)
                  .build());
      writer.putEach(4, number -> put("/registry/configmaps/default/" + number % 3, LARGE - 100));
      writer.putEach(30, number -> put("/other/" + number, 10));
      writer.deleteAll("/registry/pods/ns3/");
      writer.deleteAll("/registry/events/default/1");
    }
  }

  private static PutRequest put(String key, long valueBytes) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFrom(new byte[(int) valueBytes]))
        .build();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void equalsWhatEtcdSaysInEveryState(EtcdBinary binary) throws IOException {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).quotaBytes(40L << 20))) {
      fill(etcd);
      assertAsEtcdSays(etcd, "filled");
      etcd.etcdctl().compact(etcd.etcdctl().status().revision() - 500, true);
      assertAsEtcdSays(etcd, "compacted");
      etcd.etcdctl().defrag();
      assertAsEtcdSays(etcd, "defragmented");
      try (Writer writer = Writer.to(etcd.endpoint())) {
        writer.overwriteUntilNoSpace("/registry/pods/ns0/storm", 100_000);
      }
      assertAsEtcdSays(etcd, "nospace");
    }
  }

  private void assertAsEtcdSays(RealEtcd etcd, String state) throws IOException {
    Path snapshot = folder.resolve(state + etcd.binary().version() + ".db");
    etcd.etcdctl().snapshot(snapshot);

    Json found = analysis(snapshot);

    assertAddsUp(found);
    assertThat(found.at("file").at("snapshot").asText()).isEqualTo("true");
    assertAsSnapshotStatus(etcd.binary(), snapshot, found);
    assertThat(found.at("file").list("alarms")).hasSize(state.equals("nospace") ? 1 : 0);
    assertAsBboltCounts(snapshot, found);
    assertForecast(etcd.binary(), snapshot, found, state);
    assertLiveAsRestored(etcd.binary(), snapshot, found);
  }

  /** The five parts to the byte, and the rows to the totals. */
  private static void assertAddsUp(Json found) {
    Json file = found.at("file");
    long parts =
        Stream.of("liveBytes", "historyBytes", "slackBytes", "freeBytes", "overheadBytes")
            .mapToLong(file::number)
            .sum();
    assertThat(parts).isEqualTo(file.number("sizeBytes"));
    for (String sum :
        List.of("keys", "liveBytes", "versions", "historyBytes", "tombstones", "storedBytes")) {
      assertThat(found.list("prefixes").stream().mapToLong(row -> row.number(sum)).sum())
          .as(sum)
          .isEqualTo(found.at("total").number(sum));
    }
  }

  private static Json snapshotStatus(EtcdBinary binary, Path file) {
    return Json.parse(run(binary.restorer(), "snapshot", "status", file.toString(), "-w", "json"));
  }

  private static String run(Path program, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
    Command.Result result = Command.run(command, Map.of(), "");
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout();
  }

  private static void assertAsSnapshotStatus(EtcdBinary binary, Path snapshot, Json found) {
    Json status = snapshotStatus(binary, snapshot);
    assertThat(found.at("file").number("hash")).isEqualTo(status.number("hash"));
    assertThat(found.at("file").number("revision")).isEqualTo(status.number("revision"));
    assertThat(found.at("file").number("sizeBytes")).isEqualTo(status.number("totalSize"));
    assertThat(found.at("file").text("storageVersion")).isEqualTo(status.text("version"));
    // 3.6 counts keys; before, it counted the elements of all buckets.
    assertThat(status.number("totalKey"))
        .isIn(found.at("total").number("keys"), found.at("file").number("elements"));
  }

  /** Lines of {@code bbolt pages}: id, kind, elements, pages that it goes on in. */
  private static void assertAsBboltCounts(Path snapshot, Json found) {
    Map<String, Long> nodes = new TreeMap<>();
    Map<String, Long> pages = new TreeMap<>();
    run(EtcdBinaries.newest("3.7").bbolt(), "pages", snapshot.toString())
        .lines()
        .skip(2)
        .map(line -> line.strip().split("\\s+"))
        .forEach(
            columns -> {
              nodes.merge(columns[1], 1L, Long::sum);
              long more = columns.length > 3 ? Long.parseLong(columns[3]) : 0;
              pages.merge(columns[1], 1 + more, Long::sum);
            });
    Json counted = found.at("file").at("pages");
    for (String kind : List.of("branch", "leaf")) {
      assertThat(counted.number(kind + "Nodes")).as(kind).isEqualTo(nodes.getOrDefault(kind, 0L));
      assertThat(counted.number(kind)).as(kind).isEqualTo(pages.getOrDefault(kind, 0L));
    }
    assertThat(counted.number("free")).isEqualTo(pages.getOrDefault("free", 0L));
    assertThat(counted.number("meta")).isEqualTo(nodes.get("meta"));
    assertThat(counted.number("all"))
        .isEqualTo(pages.values().stream().mapToLong(Long::longValue).sum());
  }

  /** etcdutl's defragmentation of a copy, before and after a compaction. */
  private void assertForecast(EtcdBinary binary, Path snapshot, Json found, String state)
      throws IOException {
    // 3.4 has no etcdutl; that of 3.5 copies its file in the same way.
    Path etcdutl =
        (binary.version().isAtLeast("3.5") ? binary : EtcdBinaries.newest("3.5")).etcdutl();
    Path copy = folder.resolve("copy-" + state + binary.version());
    Path db = Files.createDirectories(copy.resolve("member/snap")).resolve("db");
    Files.copy(snapshot, db, StandardCopyOption.REPLACE_EXISTING);
    run(etcdutl, "defrag", "--data-dir", copy.toString());

    Json after = analysis(copy);

    assertThat(found.at("file").number("afterDefragBytes"))
        .as("the size that etcdutl defrag leaves of " + state)
        .isEqualTo(after.at("file").number("sizeBytes"));
    assertThat(after.at("file").number("hash")).isEqualTo(found.at("file").number("hash"));
    assertThat(after.at("file").number("afterCompactionAndDefragBytes"))
        .isEqualTo(found.at("file").number("afterCompactionAndDefragBytes"));
  }

  private static void assertLiveAsRestored(EtcdBinary binary, Path snapshot, Json found) {
    try (RealEtcd restored = RealEtcd.start(binary)) {
      restored.restoreFrom(snapshot);
      restored.start();
      restored.awaitReady();

      Map<String, List<Long>> rows = new TreeMap<>();
      for (Json row : found.list("prefixes")) {
        if (row.number("keys") > 0) {
          rows.put(row.text("prefix"), List.of(row.number("keys"), row.number("liveBytes")));
        }
      }
      assertThat(rows).isEqualTo(liveOf(restored));
    }
  }

  private static Map<String, List<Long>> liveOf(RealEtcd etcd) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(etcd.endpoint())
            .usePlaintext()
            .maxInboundMessageSize(256 << 20)
            .build();
    try {
      ByteString all = ByteString.copyFrom(new byte[1]);
      Map<String, List<Long>> live = new TreeMap<>();
      for (KeyValue kv :
          KVGrpc.newBlockingStub(channel)
              .range(RangeRequest.newBuilder().setKey(all).setRangeEnd(all).build())
              .getKvsList()) {
        String key = kv.getKey().toStringUtf8();
        String prefix = key.startsWith("/registry/") ? key.split("/", -1)[2] : "/other";
        List<Long> before = live.getOrDefault(prefix, List.of(0L, 0L));
        long bytes = (long) kv.getKey().size() + kv.getValue().size();
        live.put(prefix, List.of(before.get(0) + 1, before.get(1) + bytes));
      }
      return live;
    } finally {
      channel.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void compactionThatWasKilledIsTold(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary)) {
      try (Writer writer = Writer.to(etcd.endpoint())) {
        writer.putTogether(100, 100_000, number -> put("/registry/pods/ns/" + number % 1000, 50));
      }
      long revision = etcd.etcdctl().status().revision();
      etcd.etcdctl().compact(revision, false);
      etcd.kill9();

      Json found = analysis(etcd.dataDir());

      assertAddsUp(found);
      assertThat(found.at("file").number("revision")).isEqualTo(revision);
      assertThat(found.at("file").number("compactedRevision")).isEqualTo(revision);
      assertThat(found.at("file").text("compactionUnfinished")).isEqualTo("true");
      assertThat(found.at("total").number("keys")).isEqualTo(1000);
    }
  }

  /** One version: bbolt has always locked its file. */
  @Test
  void fileOfARunningEtcdIsRefused() {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.6"))) {
      MainRun run = MainRun.of("analyze", etcd.dataDir().toString());

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo(
              "error: %s: process %d (etcd) has it open, so it changes while it is read; analyze a"
                      .formatted(etcd.dataDir(), etcd.pid())
                  + " snapshot (--endpoints URL takes one, etcdctl snapshot save too), or stop that"
                  + " member first\n");
      assertThat(run.out()).isEmpty();

      etcd.stop();
      assertThat(analysis(etcd.dataDir()).at("total").number("keys")).isZero();
    }
  }

  @Test
  void growthOfTwoSnapshotsIsWhatWasWrittenBetween() {
    Path before = folder.resolve("before.db");
    Path after = folder.resolve("after.db");
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"));
        Writer writer = Writer.to(etcd.endpoint())) {
      writer.fill("/registry/pods/a/", 100, 500);
      writer.fill("/registry/secrets/a/", 10, 500);
      etcd.etcdctl().snapshot(before);
      writer.overwrite("/registry/pods/a/0", 50, 500);
      writer.fill("/registry/events/a/", 20, 100);
      writer.deleteAll("/registry/secrets/");
      etcd.etcdctl().snapshot(after);
    }

    Json growth = analysis(after, "--compare", before.toString());

    Map<String, Json> rows = new TreeMap<>();
    growth.list("prefixes").forEach(row -> rows.put(row.text("prefix"), row));
    assertThat(rows).containsOnlyKeys("pods", "events", "secrets");
    assertThat(row(rows, "pods").number("versions")).isEqualTo(50);
    assertThat(row(rows, "pods").number("liveBytes")).isZero();
    assertThat(row(rows, "pods").number("historyBytes")).isEqualTo(50 * (18 + 500));
    assertThat(row(rows, "events").number("keys")).isEqualTo(20);
    assertThat(row(rows, "secrets").number("keys")).isEqualTo(-10);
    assertThat(row(rows, "secrets").number("tombstones")).isEqualTo(10);
    Json first = growth.list("keys").get(0);
    assertThat(first.text("key")).isEqualTo("/registry/pods/a/0");
    assertThat(first.number("versions")).isEqualTo(50);
    assertThat(MainRun.of("analyze", after.toString(), "--compare", before.toString()).out())
        .contains("PREFIX ")
        .contains("KEYS THAT GREW");
  }

  /** Under NOSPACE, where nothing can be written; and what recover says of its snapshot. */
  @Test
  void fullEtcdIsAnalyzedByItsEndpointAndByRecover() throws IOException {
    try (RealEtcd etcd =
        RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest("3.6")).quotaBytes(16L << 20))) {
      try (Writer writer = Writer.to(etcd.endpoint())) {
        writer.overwriteUntilNoSpace("/registry/leases/storm", 100_000);
      }
      Path kept = folder.resolve("kept.db");
      long revision = etcd.etcdctl().status().revision();

      MainRun text = MainRun.of("analyze", "--endpoints", etcd.clientUrl());
      MainRun json =
          MainRun.of(
              "analyze",
              "--endpoints",
              etcd.clientUrl(),
              "--output=json",
              "--snapshot-file=" + kept);
      MainRun again =
          MainRun.of("analyze", "--endpoints", etcd.clientUrl(), "--snapshot-file=" + kept);

      assertThat(text.err()).isEmpty();
      assertThat(text.out()).contains("ALARM NOSPACE of").contains("/registry/leases/storm");
      assertThat(Path.of("").toAbsolutePath().toFile().list())
          .noneMatch(name -> name.startsWith(".etcd-snapshot"));
      assertThat(Json.parse(json.out()).at("file").number("revision")).isEqualTo(revision);
      assertThat(Files.getPosixFilePermissions(kept)).hasSize(2);
      assertThat(again.code()).isEqualTo(1);
      assertThat(again.err()).contains("kept.db");

      MainRun recovered =
          MainRun.of(
              "recover",
              "--endpoints=" + etcd.clientUrl(),
              "--yes",
              "--snapshot-dir=" + folder,
              "--audit-log=" + folder.resolve("audit.jsonl"));
      assertThat(recovered.code()).as(recovered.all()).isZero();
      assertThat(recovered.out())
          .contains("What filled the file, by the snapshot:")
          .containsPattern("leases +1 +97.7 KiB ")
          .contains("etcd-storage-exporter analyze ");
    }
  }

  /** One was down for a while, one was killed; the third has everything. */
  @Test
  void furthestOfThreeMembersThatAreDownIsNamed() {
    try (RealCluster cluster = RealCluster.start(EtcdLaunch.of(EtcdBinaries.newest("3.7")), 3)) {
      List<RealEtcd> members = cluster.members();
      RealEtcd behind =
          members.stream().filter(each -> each != cluster.leader()).findFirst().orElseThrow();
      try (Writer writer = Writer.to(cluster.leader().endpoint())) {
        writer.fill("/registry/pods/a/", 200, 100);
        behind.stop();
        writer.fill("/registry/pods/b/", 300, 100);
      }
      List<RealEtcd> others = members.stream().filter(each -> each != behind).toList();
      long revision = others.get(0).etcdctl().status().revision();
      // Before a snapshot etcd commits, so that its file has more than that of the member behind.
      others.get(0).etcdctl().snapshot(folder.resolve("commits.db"));
      others.forEach(RealEtcd::kill9);

      String[] words =
          Stream.concat(
                  Stream.of("analyze", "--output=json"),
                  Stream.concat(
                      members.stream().map(each -> each.dataDir().toString()),
                      Stream.of(folder.resolve("gone").toString())))
              .toArray(String[]::new);
      MainRun run = MainRun.of(words);

      assertThat(run.code()).as(run.err()).isZero();
      Json found = Json.parse(run.out());
      Map<String, Json> byPath = new TreeMap<>();
      found.list("members").forEach(each -> byPath.put(each.text("path"), each));
      Json late = row(byPath, behind.dataDir().toString());
      assertThat(found.text("best")).isNotEqualTo(behind.dataDir().toString()).isNotEmpty();
      Json best = row(byPath, found.text("best"));
      // Of what was written last, only what etcd's last commit holds is in a file.
      assertThat(late.number("lacksRevisions"))
          .isPositive()
          .isEqualTo(best.at("file").number("revision") - late.at("file").number("revision"));
      // What was acknowledged and not yet in the file is in the WAL.
      assertThat(best.at("wal").number("lastIndex"))
          .isGreaterThanOrEqualTo(best.at("file").number("consistentIndex"));
      assertThat(best.at("file").number("revision")).isLessThanOrEqualTo(revision);
      assertThat(
              members.stream()
                  .map(each -> row(byPath, each.dataDir().toString()).number("commonHash"))
                  .distinct())
          .hasSize(1);
      assertThat(row(byPath, folder.resolve("gone").toString()).text("error"))
          .isEqualTo("no such file or directory");
      words[1] = "--output=text";
      assertThat(MainRun.of(words).out())
          .containsPattern("Restore from\\s+" + Pattern.quote(found.text("best")));
    }
  }

  private static Json row(Map<String, Json> rows, String name) {
    return requireNonNull(rows.get(name), name);
  }
}
