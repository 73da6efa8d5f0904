package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Earlier;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.History;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** A cluster as it may have been seen. Members are {@code etcd-1} and up; the first leads. */
final class ClusterBuilder {
  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final String FLAGS = "--endpoints https://10.0.0.1:2379 --cluster";

  /** How a member differs from a healthy one of 160 MiB with a quota of 8 GiB. */
  static final class Seen {
    private long size = 160 * MIB;
    private long inUse = 90 * MIB;
    private Optional<Quota> quota = Optional.of(new Quota(8 * GIB, Quota.Source.METRICS));
    private String version = "3.5.30";
    private long clusterId = 0xc1;
    private boolean led = true;
    private long revision = 1_850_021;
    private OptionalLong compacted = OptionalLong.of(1_840_000);
    private List<Alarm> alarms = List.of();
    private StorageFormat storage = StorageFormat.UNKNOWN;
    private List<Failure> missing = List.of();

    Seen space(long newSize, long newInUse) {
      size = newSize;
      inUse = newInUse;
      return this;
    }

    Seen quota(long bytes) {
      return quota(Optional.of(new Quota(bytes, Quota.Source.METRICS)));
    }

    Seen quota(Optional<Quota> newQuota) {
      quota = newQuota;
      return this;
    }

    Seen version(String newVersion) {
      version = newVersion;
      return this;
    }

    Seen cluster(long newId) {
      clusterId = newId;
      return this;
    }

    Seen leaderless() {
      led = false;
      return this;
    }

    Seen revisions(long newRevision, long newCompacted) {
      revision = newRevision;
      compacted = OptionalLong.of(newCompacted);
      return this;
    }

    Seen alarm(Alarm... raised) {
      alarms = List.of(raised);
      return this;
    }

    /** Which compaction was the last one could not be read. */
    Seen uncompacted(Reason reason, String why) {
      compacted = OptionalLong.empty();
      missing = List.of(new Failure(reason, "compacted revision: " + why));
      return this;
    }

    Seen storage(String newVersion, Optional<String> downgrade) {
      storage = new StorageFormat(Optional.of(newVersion), downgrade);
      return this;
    }
  }

  private final List<MemberSample> members = new ArrayList<>();
  private final List<UnwatchedMember> unwatched = new ArrayList<>();
  private final List<EndpointWarning> warnings = new ArrayList<>();
  private final List<MemberSample> before = new ArrayList<>();
  private Optional<String> name = Optional.empty();
  private Optional<KeyspaceSample> keys = Optional.empty();
  private Optional<String> scanTrouble = Optional.empty();
  private Duration span = Duration.ofSeconds(10);

  static ClusterBuilder cluster() {
    return new ClusterBuilder();
  }

  ClusterBuilder named(String newName) {
    name = Optional.of(newName);
    return this;
  }

  ClusterBuilder healthy() {
    return member(seen -> seen);
  }

  ClusterBuilder member(UnaryOperator<Seen> as) {
    return members(1, as);
  }

  ClusterBuilder members(int count, UnaryOperator<Seen> as) {
    for (int i = 0; i < count; i++) {
      Outcome outcome = reached(members.size() + 1, as.apply(new Seen()));
      add(outcome, Optional.of(false));
    }
    return this;
  }

  ClusterBuilder learner(UnaryOperator<Seen> as) {
    add(reached(members.size() + 1, as.apply(new Seen()), true), Optional.of(false));
    return this;
  }

  ClusterBuilder failed(Reason reason, String detail) {
    add(new Outcome.Failed(new Failure(reason, detail)), Optional.empty());
    return this;
  }

  ClusterBuilder defragmenting() {
    add(new Outcome.Failed(new Failure(Reason.TIMEOUT, "no answer in 4 s")), Optional.of(true));
    return this;
  }

  private void add(Outcome outcome, Optional<Boolean> defragmenting) {
    int number = members.size() + 1;
    members.add(sample(number, outcome, defragmenting));
  }

  /** In the member list only. */
  ClusterBuilder another(UnwatchedMember.Why why) {
    return another(why, true);
  }

  ClusterBuilder another(UnwatchedMember.Why why, boolean voter) {
    int number = members.size() + unwatched.size() + 1;
    boolean started = why != UnwatchedMember.Why.NEVER_STARTED;
    unwatched.add(
        new UnwatchedMember(
            0xe0 + number,
            started ? "etcd-" + number : Long.toHexString(0xe0 + number),
            voter,
            started ? List.of("http://localhost:2379") : List.of(),
            why));
    return this;
  }

  ClusterBuilder warned(EndpointWarning.Problem problem) {
    warnings.add(
        new EndpointWarning(
            new Endpoint(true, "10.0.0.1", 2379), problem, new Endpoint(true, "10.0.0.9", 2379)));
    return this;
  }

  /** How the latest member was so long before. */
  ClusterBuilder before(Duration ago, UnaryOperator<Seen> as) {
    span = ago;
    before.add(
        sample(members.size(), reached(members.size(), as.apply(new Seen())), Optional.of(false)));
    return this;
  }

  ClusterBuilder scanned(long fileBytes) {
    return scanned(
        true,
        OptionalLong.of(fileBytes),
        Map.of(
            "pods", new Live(1_200, 1_700_000, 5_280_000),
            "leases", new Live(110, 100_000, 55_000)));
  }

  /**
   * As a scan ended.
   *
   * @param exact whether no compaction overtook it
   * @param fileBytes empty where values were not read
   */
  ClusterBuilder scanned(boolean exact, OptionalLong fileBytes, Map<String, Live> prefixes) {
    ScanResult result =
        new ScanResult(
            NOON,
            Duration.ofSeconds(2),
            0xc1,
            0xa1,
            1_850_021,
            exact,
            fileBytes.isPresent(),
            prefixes,
            fileBytes,
            fileBytes.isPresent() ? OptionalLong.of(8_192) : OptionalLong.empty());
    keys =
        Optional.of(
            new KeyspaceSample(
                name,
                Optional.empty(),
                Optional.of(
                    new ScanSample(
                        new PartSample(true, Optional.empty(), Map.of()),
                        Optional.of(result),
                        true,
                        false,
                        Map.of()))));
    return this;
  }

  ClusterBuilder scanTrouble(String why) {
    scanTrouble = Optional.of(why);
    return this;
  }

  Examined examined() {
    return new Examined(
        new Observed(sample(members), keys, Optional.empty(), Thresholds.DEFAULT),
        NOON,
        before.isEmpty()
            ? Optional.empty()
            : Optional.of(new Earlier(sample(before), NOON.minus(span))),
        scanTrouble);
  }

  Diagnosis diagnosis() {
    return Diagnosis.of(examined(), new OwnCommand(OwnCommand.NAME, FLAGS));
  }

  Report report() {
    return new Report(List.of(diagnosis()));
  }

  private ClusterSample sample(List<MemberSample> samples) {
    return new ClusterSample(name, samples, unwatched, warnings, Duration.ofMillis(4));
  }

  private static MemberSample sample(int number, Outcome outcome, Optional<Boolean> defragmenting) {
    return new MemberSample(
        "etcd-" + number,
        new Endpoint(true, "10.0.0." + number, 2379),
        outcome,
        defragmenting,
        Map.of(),
        History.NONE);
  }

  private static Outcome reached(int number, Seen seen) {
    return reached(number, seen, false);
  }

  private static Outcome reached(int number, Seen seen, boolean learner) {
    MemberStatus status =
        new MemberStatus(
            seen.clusterId,
            0xe0 + number,
            seen.version,
            seen.size,
            seen.inUse,
            seen.revision,
            seen.led ? 0xe1 : 0,
            1_900_000,
            1_900_000,
            learner,
            seen.alarms.stream().map(alarm -> new RaisedAlarm(alarm, 0xe1)).toList(),
            OptionalLong.empty(),
            seen.storage);
    return new Outcome.Reached(status, seen.quota, seen.compacted, seen.missing);
  }
}
