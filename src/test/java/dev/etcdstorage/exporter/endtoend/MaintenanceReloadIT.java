package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What maintenance may do changes while the exporter runs, and while a member is at work. On 3.5:
 * what is reloaded is our own; DefragRunIT has every line.
 */
class MaintenanceReloadIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  /** Where the member is still at work when the run stops, the lock ends with its lease. */
  private static final Duration LEASE_IS_OVER = Duration.ofMinutes(6);

  /** It looks for the first time ten seconds after it was enabled, and has looked by then. */
  private static final Duration FIRST_LOOK_IS_OVER = Duration.ofSeconds(20);

  private static final String ENABLED = "etcd_storage_maintenance_enabled";
  private static final String REFUSALS = "etcd_storage_maintenance_refusals_total";
  private static final int LIVE_KEYS = 192;

  @TempDir private Path folder = Path.of("");

  @Test
  void windowSwitchAndTheEndOfARunFollowTheFile() throws IOException {
    try (RealCluster etcd = RealCluster.start(EtcdBinaries.newest("3.5"), 3)) {
      fragment(etcd);

      // Given a window that is closed now
      String window = inSomeHours();
      configure(etcd, "enabled: true, window: \"" + window + "\"");
      try (RunningExporter exporter = RunningExporter.configured(file())) {
        assertThat(exporter.metrics().value(ENABLED)).isEqualTo(1);
        assertThat(exporter.logged("maintenance is enabled", "window=\"" + window + " UTC\""))
            .hasSize(1);
        Instant looked = Instant.now().plus(FIRST_LOOK_IS_OVER);
        Poll.until("the first look is over", SOON, () -> Instant.now().isAfter(looked));
        assertThat(begun(etcd)).isZero();

        // When the window is taken out, then it begins
        configure(etcd, "enabled: true");
        exporter.signal("HUP");
        Poll.until(
            () -> "the first member is at work:\n" + exporter.log(), SOON, () -> begun(etcd) == 1);

        // When it is switched off meanwhile, then the member at work is the last, and the lock free
        configure(etcd, "enabled: false");
        RealEtcd atWork = atWork(etcd);
        // It does not end before the reload, however fast it is.
        atWork.pause();
        try {
          assertThat(exporter.reload().status()).isEqualTo(200);
        } finally {
          atWork.resume();
        }
        assertThat(exporter.metrics().all(ENABLED)).allMatch(series -> series.value() == 0);
        Poll.until(
            () -> "the lock is free:\n" + exporter.log(),
            LEASE_IS_OVER,
            () -> etcd.etcdctl().count("/etcd-storage-exporter/lock") == 0);
        assertThat(begun(etcd)).isLessThan(3);
        assertThat(exporter.wronglyLogged("maintenance is done")).isEmpty();

        // When it is switched on again, then the rest is done, and nothing twice
        configure(etcd, "enabled: true");
        assertThat(exporter.reload().status()).isEqualTo(200);
        Poll.until(
            () -> "it is done:\n" + exporter.log(),
            SOON,
            () -> exporter.logged("maintenance is done").size() == 1);
        assertThat(etcd.members())
            .allSatisfy(member -> assertThat(begun(member)).as(exporter.log()).isEqualTo(1));
        assertThat(exporter.logged("maintenance is enabled")).hasSize(3);
      }
      assertThat(etcd.etcdctl().count("/live/")).isEqualTo(LIVE_KEYS);
    }
  }

  @Test
  void windowThatClosesDuringARunEndsItBeforeTheNextMemberAndIsCounted() throws IOException {
    try (RealCluster etcd = RealCluster.start(EtcdBinaries.newest("3.5"), 3)) {
      fragment(etcd);

      // Given a window that closes soon after the run has begun
      Instant closes = Instant.now().plusSeconds(90).truncatedTo(ChronoUnit.MINUTES);
      configure(etcd, "enabled: false");
      try (RunningExporter exporter = RunningExporter.configured(file())) {
        configure(etcd, "enabled: true, window: \"" + hourBefore(closes) + "\"");
        // It begins 10 to 15 seconds later; a member that is paused for 15 counts as gone.
        Instant enabled = closes.minusSeconds(22);
        Poll.until("it is time", SOON, () -> Instant.now().isAfter(enabled));
        assertThat(exporter.reload().status()).isEqualTo(200);
        assertThat(exporter.metrics().value(REFUSALS, "guard", "time_window")).isZero();
        Poll.until(
            () -> "the first member is at work:\n" + exporter.log(), SOON, () -> begun(etcd) == 1);

        // When it closes meanwhile
        RealEtcd atWork = atWork(etcd);
        atWork.pause();
        try {
          Poll.until("the window is closed", SOON, () -> Instant.now().isAfter(closes));
        } finally {
          atWork.resume();
        }

        // Then the member at work was the last, and metric and log say why
        Poll.until(
            () -> "the run is refused:\n" + exporter.log(),
            SOON,
            () -> exporter.metrics().value(REFUSALS, "guard", "time_window") == 1);
        assertThat(exporter.logged("maintenance was refused", "guard=time_window")).hasSize(1);
        assertThat(exporter.logged("maintenance stopped before a member")).hasSize(1);
        assertThat(begun(etcd)).isEqualTo(1);
        assertThat(etcd.etcdctl().count("/etcd-storage-exporter/lock")).isZero();
      }
    }
  }

  private static RealEtcd atWork(RealCluster etcd) {
    return etcd.members().stream().filter(member -> begun(member) > 0).findFirst().orElseThrow();
  }

  private static int begun(RealCluster etcd) {
    return etcd.members().stream().mapToInt(MaintenanceReloadIT::begun).sum();
  }

  private static int begun(RealEtcd member) {
    return member.log().split("starting defragment", -1).length - 1;
  }

  /** Half a day from now and an hour long, so that it stays closed for as long as any test runs. */
  private static String inSomeHours() {
    return hourBefore(Instant.now().plus(Duration.ofHours(13)).truncatedTo(ChronoUnit.HOURS));
  }

  private static String hourBefore(Instant closes) {
    DateTimeFormatter minute = DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    return minute.format(closes.minus(Duration.ofHours(1))) + "-" + minute.format(closes);
  }

  private Path file() {
    return folder.resolve("exporter.yaml");
  }

  private void configure(RealCluster etcd, String maintenance) throws IOException {
    Files.writeString(
        file(),
        """
        web: {listenAddresses: ["127.0.0.1:0"]}
        keyspace: {enabled: false}
        maintenance: {%s}
        clusters:
          - {endpoints: ["%s"], discoverMembers: true}
        """
            .formatted(maintenance, etcd.members().get(0).clientUrl()));
  }

  /** As much that lives as takes a second to copy. */
  private static void fragment(RealCluster etcd) {
    try (Writer writer = Writer.to(etcd.leader().endpoint())) {
      writer.fill("/live/", LIVE_KEYS, 512 << 10);
      writer.overwrite("/dead", 400, 512 << 10);
      writer.compactPhysically(etcd.leader().etcdctl().status().revision());
    }
    etcd.awaitFreePages();
  }
}
