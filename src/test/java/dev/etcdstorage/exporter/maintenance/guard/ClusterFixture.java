package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.maintenance.guard.GuardInputs.DataDisk;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.History;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A cluster as somebody saw it: three members in step, to be changed before it is looked at. */
public final class ClusterFixture {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final long MIB = 1L << 20;

  public final List<Member> members = new ArrayList<>();
  final List<UnwatchedMember> unwatched = new ArrayList<>();
  final List<EndpointWarning> warnings = new ArrayList<>();
  final Map<Endpoint, MetricsPage> pages = new HashMap<>();
  Answer<Long> confirmed = new Answer.Got<>(1L);
  Optional<String> stop = Optional.empty();
  Optional<DataDisk> disk = Optional.empty();
  Optional<Refusal> lock = Optional.empty();
  Optional<TimeWindow> window = Optional.empty();
  boolean allowSingleMember;
  boolean allowUnsafeVersion;

  /** One member. */
  public static final class Member {
    public final long id;
    public String version = "3.5.30";
    public long size = 400 * MIB;
    public long inUse = 100 * MIB;
    public long leader = 1;
    public long committed = 10_000;
    public long applied = 10_000;
    public boolean learner;
    public boolean answers = true;
    public Optional<Boolean> defragmenting = Optional.of(false);
    public Optional<Quota> quota = Optional.empty();
    public List<RaisedAlarm> alarms = List.of();

    public Member(long id) {
      this.id = id;
    }

    public Endpoint endpoint() {
      return new Endpoint(false, "127.0.0.1", (int) (2378 + id));
    }

    public MemberSample sample() {
      Outcome outcome =
          answers
              ? new Outcome.Reached(
                  new MemberStatus(
                      7,
                      id,
                      version,
                      size,
                      inUse,
                      100,
                      leader,
                      committed,
                      applied,
                      learner,
                      alarms,
                      OptionalLong.empty(),
                      StorageFormat.UNKNOWN),
                  quota,
                  OptionalLong.of(0))
              : new Outcome.Failed(new Failure(Reason.TIMEOUT, "no answer in time"));
      return new MemberSample(
          "etcd-" + id, endpoint(), outcome, defragmenting, Map.of(), History.NONE);
    }
  }

  public ClusterFixture(int voters) {
    for (int id = 1; id <= voters; id++) {
      members.add(new Member(id));
    }
  }

  public Member member(int id) {
    return members.get(id - 1);
  }

  void raise(Alarm alarm) {
    members.forEach(member -> member.alarms = List.of(new RaisedAlarm(alarm, 1)));
  }

  public ClusterSample sample() {
    return new ClusterSample(
        Optional.empty(),
        members.stream().map(Member::sample).toList(),
        unwatched,
        warnings,
        Duration.ofMillis(5));
  }

  /** What all guards see when these members are due. */
  GuardInputs inputs(List<MemberSample> due) {
    return inputs(
        due,
        new GuardSettings(
            EnumSet.allOf(Guard.class),
            window,
            Optional.empty(),
            allowSingleMember,
            allowUnsafeVersion,
            Optional.empty()));
  }

  GuardInputs inputs(List<MemberSample> due, GuardSettings settings) {
    return new GuardInputs(NOON, sample(), due, pages, confirmed, stop, disk, lock, settings);
  }
}
