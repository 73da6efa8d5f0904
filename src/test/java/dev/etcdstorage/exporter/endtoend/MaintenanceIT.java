package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Shard;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program against a real cluster of three. On 3.5: MaintenanceSecuredIT and
 * DefragRunIT have every line.
 */
class MaintenanceIT {
  private static final EtcdBinary BINARY = EtcdBinaries.newest("3.5");
  private static final int LIVE_KEYS = 192;
  private static final Pattern STEP =
      Pattern.compile("\"ts\":\"([^\"]+)\".*\"msg\":\"(starting|finished) defragment\"");
  private final RealCluster etcd = RealCluster.start(BINARY, 3);

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void fragment() {
    try (Writer writer = Writer.to(etcd.endpoints().get(0))) {
      writer.fill("/live/", LIVE_KEYS, 512 << 10);
      writer.overwrite("/dead", 400, 512 << 10);
      writer.compactPhysically(etcd.etcdctl().endpointStatus().get(0).revision());
    }
    etcd.awaitFreePages();
  }

  @AfterEach
  void stop() {
    etcd.close();
  }

  /**
   * Writes all the time, at a pace that does not fill the free pages, however fast the machine is.
   * A change of the leader may cost writes that are under way.
   */
  private static final class Load implements AutoCloseable {
    private static final int PUTS = 10;
    private static final int EVERY_MS = 50;

    private final Writer writer;
    private final AtomicLong rounds = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Load(String endpoint) {
      writer = Writer.to(endpoint);
      var unused = clock.scheduleAtFixedRate(this::write, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void write() {
      try {
        writer.fill("/load/", PUTS, 100);
        rounds.incrementAndGet();
      } catch (AssertionError e) {
        // etcd said no; what it took is counted elsewhere.
      }
    }

    @Override
    public void close() {
      clock.shutdownNow();
      writer.close();
    }
  }

  /** One defragmentation, as etcd's own log has it. */
  private record Span(String member, OffsetDateTime began, OffsetDateTime ended) {}

  private List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    for (RealEtcd member : etcd.members()) {
      OffsetDateTime began = OffsetDateTime.MIN;
      Matcher step = STEP.matcher(member.log());
      while (step.find()) {
        OffsetDateTime at = OffsetDateTime.parse(step.group(1));
        if (step.group(2).equals("starting")) {
          began = at;
        } else {
          spans.add(new Span(member.name(), began, at));
        }
      }
    }
    return spans.stream().sorted(Comparator.comparing(Span::began)).toList();
  }

  private void assertEachOnceAndNeverTwoAtATime() {
    List<Span> spans = spans();
    assertThat(spans)
        .extracting(Span::member)
        .containsExactlyInAnyOrder("etcd-0", "etcd-1", "etcd-2");
    for (int i = 1; i < spans.size(); i++) {
      assertThat(spans.get(i).began()).isAfter(spans.get(i - 1).ended());
    }
  }

  @Test
  void threeExportersAndTwoCommandsAtOnceDefragmentEachMemberOnceAndOneAtATime() {
    List<RunningExporter> exporters = new ArrayList<>();
    try (Load load = new Load(etcd.followers().get(0).endpoint())) {
      // Given an exporter on every node
      for (String endpoint : etcd.endpoints()) {
        exporters.add(
            RunningExporter.start(
                "--endpoints",
                endpoint,
                "--keyspace",
                "off",
                "--maintenance.enabled",
                "--maintenance.interval",
                "1m"));
      }
      for (RunningExporter exporter : exporters) {
        assertThat(exporter.logged("level=warn", "maintenance is enabled")).hasSize(1);
      }

      // When two cron jobs begin at the moment at which the exporters look
      try (RunningCommand one =
              RunningCommand.start("defrag", "--yes", "--endpoints", etcd.endpoints().get(1));
          RunningCommand two =
              RunningCommand.start("defrag", "--yes", "--endpoints", etcd.endpoints().get(2))) {
        one.exitCode();
        two.exitCode();
        Poll.until(
            () -> "all are done: " + spans() + "\n" + one.output() + "\n" + two.output(),
            Duration.ofMinutes(2),
            () -> spans().size() >= 3);
        // and the exporter beside the new leader has looked too
        int leader = etcd.members().indexOf(etcd.leader());
        Poll.until(
            () -> "the new leader's exporter looked:\n" + exporters.get(leader).log(),
            Duration.ofMinutes(3),
            () -> exporters.get(leader).logged("plan=leave").size() >= 3);
      }
      assertEachOnceAndNeverTwoAtATime();
      assertThat(load.rounds.get()).isPositive();
      assertThat(etcd.etcdctl().count("/live/")).isEqualTo(LIVE_KEYS);
    } finally {
      exporters.forEach(RunningExporter::close);
    }
  }

  /**
   * As it is while one shard becomes two: the first was not told yet, so that both own the cluster,
   * and as each is to be its only exporter both act.
   */
  @Test
  void twoShardsThatOwnAClusterAtOnceDefragmentEachMemberOnceAndOneAtATime() throws IOException {
    String moving = nameThatMovesToTheSecondShard();
    try (Load load = new Load(etcd.followers().get(0).endpoint());
        RunningExporter before = RunningExporter.configured(shard("0/1", moving, false));
        RunningExporter after = RunningExporter.configured(shard("1/2", moving, false))) {
      // When both are to do it from the same moment on, and look ten seconds later
      shard("0/1", moving, true);
      shard("1/2", moving, true);
      before.signal("HUP");
      after.signal("HUP");
      Poll.until(
          () -> "all are done: " + spans() + "\n" + before.log() + "\n" + after.log(),
          Duration.ofMinutes(2),
          () -> spans().size() >= 3);
      // and both have looked once more
      for (RunningExporter exporter : List.of(before, after)) {
        Poll.until(
            () -> "it has seen that nothing is left to do:\n" + exporter.log(),
            Duration.ofMinutes(3),
            () -> exporter.logged("plan=leave").size() >= 3);
      }

      // Then one did it, the other knows when, and leaves the members alone for as long
      assertEachOnceAndNeverTwoAtATime();
      assertThat(
              List.of(before, after).stream()
                  .map(exporter -> exporter.logged("maintenance is done").size()))
          .containsExactlyInAnyOrder(0, 1);
      assertThat(before.log() + after.log()).contains("guard=locked");
      for (RunningExporter exporter : List.of(before, after)) {
        assertThat(
                exporter
                    .metrics()
                    .members("etcd_storage_maintenance_last_success_timestamp_seconds"))
            .containsExactlyInAnyOrder("etcd-0", "etcd-1", "etcd-2");
      }
      assertThat(load.rounds.get()).isPositive();
      assertThat(etcd.etcdctl().count("/live/")).isEqualTo(LIVE_KEYS);
    }
  }

  private String nameThatMovesToTheSecondShard() {
    Shard second = Shard.parse("1/2");
    return IntStream.range(0, 100)
        .mapToObj(i -> "cluster-" + i)
        .filter(second::has)
        .findFirst()
        .orElseThrow();
  }

  private Path shard(String shard, String name, boolean maintenance) throws IOException {
    return Files.writeString(
        folder.resolve(shard.replace('/', '-') + ".yaml"),
        """
        web: {listenAddresses: ["127.0.0.1:0"]}
        keyspace: {enabled: false}
        maintenance: {enabled: %s, interval: 1m}
        shard: %s
        clusters:
          - {name: %s, endpoints: ["%s"], discoverMembers: true}
        """
            .formatted(maintenance, shard, name, etcd.members().get(0).clientUrl()));
  }

  @Test
  void exporterDefragmentsOnItsScheduleAndTellsSo() {
    try (RunningExporter exporter =
        RunningExporter.start(
            "--endpoints",
            etcd.endpoints().get(0),
            "--cluster",
            "--keyspace",
            "off",
            "--maintenance.enabled")) {
      assertThat(exporter.metrics().value("etcd_storage_maintenance_enabled")).isEqualTo(1);

      Poll.until(
          () -> "it is done:\n" + exporter.log(),
          Duration.ofMinutes(2),
          () -> !exporter.logged("maintenance is done").isEmpty());

      assertEachOnceAndNeverTwoAtATime();
      assertThat(
              exporter
                  .metrics()
                  .value(
                      "etcd_storage_maintenance_runs_total",
                      "member",
                      "etcd-1",
                      "result",
                      "success"))
          .isEqualTo(1);
    }
    // An exporter that starts later knows of it, from etcd.
    try (RunningExporter later =
        RunningExporter.start(
            "--endpoints", etcd.endpoints().get(1), "--keyspace", "off", "--maintenance.enabled")) {
      Poll.until(
          () -> "the last runs are known:\n" + later.log(),
          Duration.ofMinutes(1),
          () ->
              later
                  .metrics()
                  .members("etcd_storage_maintenance_last_success_timestamp_seconds")
                  .contains("etcd-2"));
    }
  }

  @Test
  void commandThatIsKilledLeavesALockThatExpiresAndTheNextRunGoesOn() {
    String endpoint = etcd.leader().endpoint();
    try (RunningCommand victim =
        RunningCommand.start("defrag", "--yes", "--lock-ttl", "20s", "--endpoints", endpoint)) {
      victim.awaitOutput("is being defragmented and does not answer");
      // What it was asked goes on without it.
      Poll.until(
          "a member has begun",
          Duration.ofMinutes(1),
          () -> etcd.members().stream().anyMatch(m -> m.log().contains("starting defragment")));
      victim.kill9();
    }
    try (RunningCommand refused =
        RunningCommand.start("defrag", "--yes", "--endpoints", endpoint)) {
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output())
          .contains(
              "REFUSES  locked", "defrag on ", "if that run was killed, the lock expires in ");
    }
    Poll.until(
        "the lock expires",
        Duration.ofMinutes(1),
        () -> etcd.etcdctl().count("/etcd-storage-exporter/lock") == 0);
    try (RunningCommand next = RunningCommand.start("defrag", "--yes", "--endpoints", endpoint)) {
      assertThat(next.exitCode()).isZero();
      assertThat(next.output()).containsPattern("Done\\. \\d members? defragmented, ");
    }
    assertEachOnceAndNeverTwoAtATime();
    assertThat(etcd.etcdctl().count("/live/")).isEqualTo(LIVE_KEYS);
  }

  @Test
  void withoutATerminalAndWithoutYesItIsADryRunThatSaysSo() {
    try (RunningCommand dry =
        RunningCommand.start("defrag", "--endpoints", etcd.endpoints().get(0))) {
      assertThat(dry.exitCode()).isZero();
      assertThat(dry.output()).contains("there is no terminal to ask on. Add --yes to act:");
    }
    assertThat(spans()).isEmpty();
    assertThat(etcd.etcdctl().count("/etcd-storage-exporter/")).isZero();
  }
}
