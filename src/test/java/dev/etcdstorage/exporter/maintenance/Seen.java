package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.maintenance.Evidence.Disk;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.History;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A cluster as somebody saw it: three members in step, to be changed before it is looked at. */
final class Seen {
  static final long MIB = 1L << 20;

  final List<Member> members = new ArrayList<>();
  final List<UnwatchedMember> unwatched = new ArrayList<>();
  final List<EndpointWarning> warnings = new ArrayList<>();
  final Map<Endpoint, MetricsPage> pages = new HashMap<>();
  Answer<Long> confirmed = new Answer.Got<>(1L);
  Optional<String> stop = Optional.empty();
  Optional<Disk> disk = Optional.empty();
  Optional<Refusal> lock = Optional.empty();
  boolean windowOpen = true;
  boolean singleAllowed;

  /** One member. */
  static final class Member {
    final long id;
    String version = "3.5.30";
    long size = 400 * MIB;
    long inUse = 100 * MIB;
    long leader = 1;
    long committed = 10_000;
    long applied = 10_000;
    boolean learner;
    boolean answers = true;
    Optional<Boolean> defragmenting = Optional.of(false);
    Optional<Quota> quota = Optional.empty();
    List<RaisedAlarm> alarms = List.of();

    Member(long id) {
      this.id = id;
    }

    Endpoint endpoint() {
      return new Endpoint(false, "127.0.0.1", (int) (2378 + id));
    }

    MemberSample sample() {
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
                      OptionalLong.empty()),
                  quota,
                  OptionalLong.of(0))
              : new Outcome.Failed(new Failure(Reason.TIMEOUT, "no answer in time"));
      return new MemberSample(
          "etcd-" + id, endpoint(), outcome, defragmenting, Map.of(), History.NONE);
    }
  }

  Seen(int voters) {
    for (int id = 1; id <= voters; id++) {
      members.add(new Member(id));
    }
  }

  Member member(int id) {
    return members.get(id - 1);
  }

  void raise(Alarm alarm) {
    members.forEach(member -> member.alarms = List.of(new RaisedAlarm(alarm, 1)));
  }

  ClusterSample sample() {
    return new ClusterSample(
        Optional.empty(),
        members.stream().map(Member::sample).toList(),
        unwatched,
        warnings,
        Duration.ofMillis(5));
  }

  Evidence evidence() {
    return new Evidence(sample(), pages, confirmed, stop, disk, lock, windowOpen, singleAllowed);
  }
}
