package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.Shard;
import dev.etcdstorage.exporter.config.ShardShare;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.MaintenanceSample;
import dev.etcdstorage.exporter.maintenance.MemberRuns;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.EndpointWarning.Problem;
import dev.etcdstorage.exporter.sample.History;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import dev.etcdstorage.exporter.storage.Thresholds;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the exporter says of clusters in every state that matters: the contract with dashboards. */
public enum GoldenPage {
  /** Three members before 3.6, whose quota comes from their own pages. */
  HEALTHY(cluster(reached(1), reached(2), reached(3))),
  /** From 3.6 on Status has the quota. */
  QUOTA_FROM_STATUS(
      cluster(
          reached(
              status(1, "3.6.6"),
              Optional.of(new Quota(8L << 30, Quota.Source.STATUS)),
              1_700_000))),
  /** The second does not answer; nothing is left of its values. */
  ONE_DOWN(cluster(reached(1), failed(2, Reason.UNREACHABLE, Optional.empty()), reached(3))),
  /** A voter that never started, a member whose address leads to another, and a proxy. */
  UNWATCHED(
      new ClusterSample(
          Optional.empty(),
          List.of(reached(1), reached(2)),
          List.of(
              new UnwatchedMember(
                  0x8211f1d0f64f3269L, "8211f1d0f64f3269", true, List.of(), Why.NEVER_STARTED),
              new UnwatchedMember(
                  4, "etcd-4", true, List.of("http://localhost:2379"), Why.WRONG_ADDRESS)),
          List.of(new EndpointWarning(endpoint(9), Problem.SEVERAL_MEMBERS, endpoint(9))),
          Duration.ofMillis(4))),
  /** Full: every member lists the alarm, though only one raised it. */
  NOSPACE(cluster(full(1), full(2), full(3))),
  /** etcd runs with a negative quota. */
  QUOTA_DISABLED(
      cluster(
          reached(
              status(1, "3.5.30"), Optional.of(new Quota(-1, Quota.Source.METRICS)), 1_700_000))),
  /** Two clusters of the configuration, with the same names of members, and a quota by hand. */
  NAMED_CLUSTERS(
      new ClusterSample(
          Optional.of("prod-eu"), List.of(reached(1)), List.of(), Duration.ofMillis(4)),
      new ClusterSample(
          Optional.of("prod-us"),
          List.of(
              reached(
                  status(1, "3.4.23"),
                  Optional.of(new Quota(2L << 30, Quota.Source.CONFIG)),
                  1_700_000)),
          List.of(),
          Duration.ofMillis(7))),
  /** The first hangs in a defragmentation, as its page says. */
  DEFRAGMENTING(cluster(failed(1, Reason.TIMEOUT, Optional.of(true)), reached(2), reached(3))),
  /** Nothing is known but that it answers: quota and compaction could not be read. */
  UNKNOWN(
      cluster(
          new MemberSample(
              "10.0.0.1:2379",
              endpoint(1),
              new Outcome.Reached(status(1, "3.5.30"), Optional.empty(), OptionalLong.empty()),
              Optional.of(false),
              errors(Reason.PERMISSION_DENIED),
              History.NONE))),
  /** Watch and scan at work: three quarters of the pages in use are old versions of pods. */
  KEYSPACE(cluster(reached(1)), KeyspaceFixture.working(true)),
  /** The last scan is too old to be believed; this exporter's member does not lead any more. */
  SCAN_STALE(cluster(reached(1)), KeyspaceFixture.working(false)),
  /** The watch has switched itself off, and no scan was finished yet. */
  WATCH_OFF(cluster(reached(1)), KeyspaceFixture.off()),
  /** The member watched through is down, the others go on, and no other watch is established. */
  WATCH_AWAY(
      cluster(failed(1, Reason.UNREACHABLE, Optional.empty()), reached(2), reached(3)),
      KeyspaceFixture.away()),
  /** Three hours of a member that fills up; another stands still, a third was seen for a minute. */
  GROWING(
      cluster(
          looked(reached(1), HistoryFixture.filling(1_000_004_096L, 250_000_000L)),
          looked(reached(2), HistoryFixture.still(1_000_008_192L, 250_000_000L)),
          looked(reached(3), HistoryFixture.brief(1_000_012_288L, 250_000_000L)))),
  /** The night that the page at / is for: filling up, and nobody compacts. */
  NIGHT(
      cluster(night(1), night(2), night(3)),
      KeyspaceFixture.working(true),
      new MaintenanceSample(
          true,
          Map.of(),
          Map.of(
              "etcd-2",
              new MemberRuns(
                  1,
                  0,
                  300_000_000,
                  Optional.of(
                      new DefragRecord(
                          Instant.parse("2026-01-01T03:04:05Z"),
                          Duration.ofMillis(4_200),
                          420_000_000,
                          120_000_000,
                          true,
                          "")))))),
  /** One was defragmented, another did not come back, the third is new; a guard held it back. */
  MAINTAINED(
      cluster(reached(1), reached(2), reached(3)),
      new MaintenanceSample(
          true,
          Map.of(Guard.APPLY_LAG, 2L),
          Map.of(
              "etcd-1",
              new MemberRuns(
                  3,
                  0,
                  21_000_000_000L,
                  Optional.of(
                      new DefragRecord(
                          Instant.parse("2026-01-02T03:04:05Z"),
                          Duration.ofMillis(12_500),
                          8_000_000_000L,
                          1_000_000_000L,
                          true,
                          ""))),
              "etcd-2",
              new MemberRuns(
                  0,
                  1,
                  0,
                  Optional.of(
                      new DefragRecord(
                          Instant.parse("2026-01-02T03:14:05Z"),
                          Duration.ofMinutes(10),
                          8_000_000_000L,
                          8_000_000_000L,
                          false,
                          "no answer within 10 minutes"))))));

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records
  private final List<Observed> observed;

  GoldenPage(ClusterSample... samples) {
    this.observed =
        Stream.of(samples)
            .map(
                sample ->
                    new Observed(sample, Optional.empty(), Optional.empty(), Thresholds.DEFAULT))
            .toList();
  }

  GoldenPage(ClusterSample sample, KeyspaceSample keyspace) {
    this.observed =
        List.of(new Observed(sample, Optional.of(keyspace), Optional.empty(), Thresholds.DEFAULT));
  }

  GoldenPage(ClusterSample sample, KeyspaceSample keyspace, MaintenanceSample maintenance) {
    this.observed =
        List.of(
            new Observed(
                sample, Optional.of(keyspace), Optional.of(maintenance), Thresholds.DEFAULT));
  }

  GoldenPage(ClusterSample sample, MaintenanceSample maintenance) {
    this.observed =
        List.of(
            new Observed(sample, Optional.empty(), Optional.of(maintenance), Thresholds.DEFAULT));
  }

  /** What the page is made from. */
  public List<Observed> observed() {
    return observed;
  }

  /** Where it is committed. */
  public Path file() {
    return Path.of(
        "src/test/resources/golden/" + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt");
  }

  /** The page as it is now, in the text format. */
  String text() {
    return text(registry());
  }

  /** What all formats are made of. */
  PrometheusRegistry registry() {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(new StorageCollector(request -> observed));
    ExporterMetrics.register(
        registry,
        "1.2.3",
        () -> new ReloadState(true, Instant.parse("2026-01-01T00:00:00Z")),
        this::share,
        this::unusableFiles,
        () -> 0);
    return registry;
  }

  /** Named clusters may be some of many. */
  private Optional<ShardShare> share() {
    return this == NAMED_CLUSTERS
        ? Optional.of(new ShardShare(Shard.parse("1/4"), 2, 9))
        : Optional.empty();
  }

  /** One night is the worst. */
  private List<FileFault> unusableFiles() {
    return this == NIGHT
        ? List.of(
            new FileFault(
                Path.of("/etc/etcd/ca.crt"),
                Instant.parse("2025-12-31T23:00:00Z"),
                "/etc/etcd/ca.crt: no such file"))
        : List.of();
  }

  static String text(PrometheusRegistry registry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8)
        .replace("java=\"" + Runtime.version() + "\"", "java=\"17\"");
  }

  private static ClusterSample cluster(MemberSample... members) {
    return new ClusterSample(Optional.empty(), List.of(members), List.of(), Duration.ofMillis(4));
  }

  private static Endpoint endpoint(int number) {
    return new Endpoint(true, "10.0.0." + number, 2379);
  }

  private static MemberSample reached(int number) {
    return reached(
        status(number, "3.5.30"),
        Optional.of(new Quota(2L << 30, Quota.Source.METRICS)),
        1_840_000);
  }

  private static MemberSample reached(MemberStatus status, Optional<Quota> quota, long compacted) {
    return member(
        (int) status.memberId() & 0xf,
        new Outcome.Reached(status, quota, OptionalLong.of(compacted)),
        Optional.of(false),
        errors());
  }

  private static MemberSample full(int number) {
    MemberStatus full =
        sized(
            number, 2_200_000_000L, 2_180_000_000L, List.of(new RaisedAlarm(Alarm.NOSPACE, 0xe1)));
    return reached(full, Optional.of(new Quota(2L << 30, Quota.Source.METRICS)), 1_200_000);
  }

  private static MemberSample night(int number) {
    long size = 1_900_000_000L + number * 4096L;
    MemberStatus status = sized(number, size, size - 8_000_000, List.of());
    return looked(
        reached(status, Optional.of(new Quota(2L << 30, Quota.Source.METRICS)), 0),
        HistoryFixture.storm(size, size - 8_000_000));
  }

  private static MemberStatus sized(int number, long size, long inUse, List<RaisedAlarm> alarms) {
    MemberStatus healthy = status(number, "3.5.30");
    return new MemberStatus(
        healthy.clusterId(),
        healthy.memberId(),
        healthy.version(),
        size,
        inUse,
        healthy.revision(),
        healthy.leaderId(),
        healthy.committedIndex(),
        healthy.appliedIndex(),
        false,
        alarms,
        OptionalLong.empty(),
        StorageFormat.UNKNOWN);
  }

  private static MemberSample failed(int number, Reason reason, Optional<Boolean> defragmenting) {
    return member(
        number, new Outcome.Failed(new Failure(reason, "why")), defragmenting, errors(reason));
  }

  private static MemberSample looked(MemberSample member, History history) {
    return new MemberSample(
        member.member(),
        member.endpoint(),
        member.outcome(),
        member.defragmenting(),
        member.errors(),
        history);
  }

  private static MemberSample member(
      int number, Outcome outcome, Optional<Boolean> defragmenting, Map<Reason, Long> errors) {
    return new MemberSample(
        "etcd-" + number, endpoint(number), outcome, defragmenting, errors, History.NONE);
  }

  private static Map<Reason, Long> errors(Reason... once) {
    Map<Reason, Long> errors = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      errors.put(reason, 0L);
    }
    for (Reason reason : once) {
      errors.put(reason, 1L);
    }
    return errors;
  }

  /** The second is the leader, the third a learner. */
  private static MemberStatus status(int number, String version) {
    return new MemberStatus(
        0xc1,
        0x8e9e05c52164694_0L + number,
        version,
        1_000_000_000L + number * 4096L,
        250_000_000L,
        1_850_021,
        0x8e9e05c52164694_2L,
        1_900_000,
        1_900_000,
        number == 3,
        List.of(),
        OptionalLong.empty(),
        StorageFormat.UNKNOWN);
  }
}
