package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.replay.Recovering.Stage;
import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.PrometheusApi.Alert;
import dev.etcdstorage.exporter.testkit.real.RealAlertmanager;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.real.RuleGenerator;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The night of the write-up in two minutes: three etcd members without compaction, a cluster's
 * quiet life, a pod-restart storm until etcd refuses writes, then the way out by {@code recover}.
 * Everything is real; only the quota is small and the times of rules, scrapes and messages are
 * divided by {@link #FASTER}.
 */
final class IncidentReplay {
  /** A second stands for two minutes; a scrape every 30 s is one every 250 ms. */
  static final int FASTER = 120;

  private static final long QUOTA = 128L << 20;

  /** The usual pace is that of an hour and more ago, so this much at least must be known of it. */
  private static final Duration QUIET = Duration.ofHours(1).plusMinutes(30).dividedBy(FASTER);

  private static final double STORM_UPDATES_PER_SECOND = 500;
  private static final Duration STORM_LIMIT = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final AlertKind NO_SPACE = AlertKind.of("EtcdNoSpaceAlarm", "critical");
  private static final AlertKind FRAGMENTED = AlertKind.of("EtcdHighFragmentation", "warning");

  private final Programs programs;
  private final Path folder;
  private final Audience audience;
  private final Instant began = Instant.now();

  private IncidentReplay(Programs programs, Path folder, Audience audience) {
    this.programs = programs;
    this.folder = folder;
    this.audience = audience;
  }

  /** Who watches. Prometheus has all that happened so far, and goes on meanwhile. */
  interface Audience {
    /** What happens now. */
    void hears(String line);

    /** etcd has been read-only for a while, nothing has been done about it. */
    default void readOnly(RealPrometheus prometheus) {}

    /** All is well again. */
    default void recovered(RealPrometheus prometheus) {}
  }

  /** Plays it; the folder is for configuration files. */
  static Timeline play(Programs programs, Path folder, Audience audience) {
    return new IncidentReplay(programs, folder, audience).play();
  }

  private Timeline play() {
    EtcdLaunch launch = EtcdLaunch.of(programs.etcd()).quotaBytes(QUOTA).flag("--max-wals=1");
    try (RealCluster cluster = RealCluster.start(launch, 3);
        PodLife life = PodLife.on(cluster.endpoints().get(0));
        RunningExporter exporter =
            RunningExporter.start(
                "--endpoints=" + cluster.endpoints().get(0),
                "--cluster",
                "--keyspace.scan-interval=10s",
                "--scrape.timeout-offset=50ms");
        WebhookReceiver receiver = WebhookReceiver.start();
        RealAlertmanager alertmanager =
            RealAlertmanager.start(
                programs.alertmanager(),
                write("alertmanager.yml", ShippedConfig.alertmanager(receiver.url(), FASTER)));
        RealPrometheus prometheus = prometheus(cluster, exporter, alertmanager);
        AlertLog log = new AlertLog(prometheus, this::tell)) {
      hear(
          "three members of "
              + programs.etcd()
              + ", quota "
              + (QUOTA >> 20)
              + " MiB, nobody compacts; a small cluster lives its quiet life");
      hear(
          "look on: "
              + prometheus.url()
              + " (Prometheus), "
              + alertmanager.url()
              + " (Alertmanager)");
      Instant stormed = storm(life, prometheus);
      hear("etcd refuses a put: read-only from here on");
      awaitFired(log, NO_SPACE);
      audience.readOnly(prometheus);
      Instant compacted = compact(cluster, log);
      List<Stage> stages = recover(cluster);
      life.awaitWrites(SOON);
      hear("writes succeed");
      awaitEnd(log, alertmanager);
      awaitTold(receiver);
      hear("all alerts are resolved");
      Timeline timeline =
          new Timeline(
              FASTER,
              began,
              stormed,
              life.refusedAt(),
              compacted,
              stages,
              log.fired(),
              receiver.notifications());
      audience.recovered(prometheus);
      return timeline;
    }
  }

  /** The shipped rules but for their times: the exporter's, and those on etcd's own metrics. */
  private List<Path> rules() {
    String times = Integer.toString(FASTER);
    return List.of(
        RuleGenerator.into(folder.resolve("etcd-storage.rules.yaml"), "--faster", times),
        RuleGenerator.into(
            folder.resolve("etcd-native.rules.yaml"), "--native", "--faster", times));
  }

  private RealPrometheus prometheus(
      RealCluster cluster, RunningExporter exporter, RealAlertmanager alertmanager) {
    String etcds =
        cluster.members().stream()
            .map(member -> member.metricsUrl().replaceAll("https?://|/metrics", ""))
            .collect(Collectors.joining(", ", "[", "]"));
    String config =
        ShippedConfig.prometheus(exporter.address(), alertmanager.address(), rules(), FASTER)
            + "  - job_name: etcd\n    static_configs:\n      - targets: "
            + etcds
            + "\n";
    return RealPrometheus.start(
        programs.prometheus(),
        write("prometheus.yml", config),
        // Their defaults are 5m and 1m.
        "--query.lookback-delta=" + Duration.ofMinutes(5).dividedBy(FASTER).toMillis() + "ms",
        "--rules.alert.resend-delay=" + Duration.ofMinutes(1).dividedBy(FASTER).toMillis() + "ms");
  }

  /** Quiet first, so that there is a usual pace. Returns when the storm began. */
  private Instant storm(PodLife life, RealPrometheus prometheus) {
    Instant quiet = Instant.now();
    Poll.until(
        "a usual pace",
        QUIET.plus(SOON),
        () ->
            Duration.between(quiet, Instant.now()).compareTo(QUIET) > 0
                && !prometheus.query("cluster:etcd_storage_prefix_events:usual").isEmpty());
    hear("one deployment's pods begin to fail, and are restarted again and again");
    Instant stormed = Instant.now();
    life.storm(STORM_UPDATES_PER_SECOND);
    Poll.until("etcd is full", STORM_LIMIT, life::wasRefused);
    return stormed;
  }

  /** The first thought of many, and not enough. Returns when the compaction began. */
  private Instant compact(RealCluster cluster, AlertLog log) {
    HandCompaction hand = new HandCompaction(cluster);
    hear("somebody compacts, on every member, and nothing else");
    Instant compacted = Instant.now();
    hand.compactEverywhere();
    if (programs.etcd().version().majorMinor().equals("3.4")) {
      hear("etcd 3.4 counts its free pages at the next write: one event is deleted");
      hand.deleteOneEvent();
    }
    awaitFired(log, FRAGMENTED);
    awaitFired(log, FRAGMENTED.nativeOne());
    return compacted;
  }

  private List<Stage> recover(RealCluster cluster) {
    hear("etcd-storage-exporter recover --yes");
    List<Stage> stages = new Recovering(folder).run(cluster);
    stages.forEach(
        stage -> hear(String.format(Locale.ROOT, "  %-9s %.1f s", stage.name(), stage.seconds())));
    return stages;
  }

  private static void awaitFired(AlertLog log, AlertKind kind) {
    Poll.until(() -> kind + " fires; so far " + log.fired(), SOON, () -> log.hasFired(kind));
  }

  /** In Prometheus nothing pends or fires, and Alertmanager has heard of it. */
  private static void awaitEnd(AlertLog log, RealAlertmanager alertmanager) {
    Poll.until(() -> "no alert; there are " + log.active(), SOON, () -> log.active().isEmpty());
    Poll.until(
        () -> "no alert; Alertmanager has " + alertmanager.alerts(),
        SOON,
        () ->
            alertmanager.alerts().stream()
                .noneMatch(alert -> AlertKind.of(alert.labels()).isOurs()));
  }

  /** The last words: what fired at last is over. */
  private static void awaitTold(WebhookReceiver receiver) {
    Poll.until(
        () -> "told that it is over; told were " + receiver.notifications(),
        SOON,
        () ->
            Stream.of(NO_SPACE, FRAGMENTED)
                .allMatch(
                    kind ->
                        receiver.notifications().stream()
                            .flatMap(notification -> notification.alerts().stream())
                            .anyMatch(
                                alert -> !alert.firing() && alert.name().equals(kind.name()))));
  }

  private void tell(AlertKind kind, Alert alert) {
    hear(
        String.format(
            "%s %s, %s rules: %s",
            kind, kind.severity(), kind.rules(), alert.annotations().getOrDefault("summary", "")));
  }

  private void hear(String text) {
    Duration since = Duration.between(began, Instant.now());
    audience.hears(String.format("%d:%02d  %s", since.toMinutes(), since.toSecondsPart(), text));
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
