package dev.etcdstorage.exporter.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AlarmRaiserTest {
  private static MemberSample member(long id, RaisedAlarm... listed) {
    MemberStatus status =
        new MemberStatus(
            1,
            id,
            "3.5.30",
            1,
            1,
            1,
            id,
            1,
            1,
            false,
            List.of(listed),
            OptionalLong.empty(),
            StorageFormat.UNKNOWN);
    return new MemberSample(
        "etcd-" + id,
        new Endpoint(true, "10.0.0." + id, 2379),
        new Outcome.Reached(status, Optional.empty(), OptionalLong.empty()),
        Optional.empty(),
        Map.of(),
        History.NONE);
  }

  private static List<String> raisers(MemberSample... members) {
    ClusterSample sample =
        new ClusterSample(Optional.empty(), List.of(members), List.of(), Duration.ZERO);
    return AlarmRaiser.of(sample, Alarm.NOSPACE).stream().map(AlarmRaiser::label).toList();
  }

  @Test
  void raiserIsNamedOnceWhoeverListsTheAlarm() {
    RaisedAlarm two = new RaisedAlarm(Alarm.NOSPACE, 2);

    assertThat(raisers(member(1, two), member(2, two), member(3, two))).containsExactly("etcd-2");
  }

  @Test
  void memberThatIsNotAmongThoseThatAnswerIsTheId() {
    assertThat(raisers(member(1, new RaisedAlarm(Alarm.NOSPACE, 0xffff_ffff_ffff_fff1L))))
        .containsExactly("fffffffffffffff1");
  }

  @Test
  void memberThatIsNotWatchedHasItsNameFromTheList() {
    ClusterSample sample =
        new ClusterSample(
            Optional.empty(),
            List.of(
                member(1, new RaisedAlarm(Alarm.NOSPACE, 2), new RaisedAlarm(Alarm.NOSPACE, 3))),
            List.of(
                new UnwatchedMember(2, "etcd-2", true, List.of(), Why.NOT_CONFIGURED),
                new UnwatchedMember(3, "3", true, List.of(), Why.NEVER_STARTED)),
            Duration.ZERO);

    assertThat(AlarmRaiser.of(sample, Alarm.NOSPACE))
        .extracting(AlarmRaiser::words)
        .containsExactly("member 3", "etcd-2");
  }

  @Test
  void otherAlarmsAndThoseWithoutAnIdNameNobody() {
    assertThat(
            raisers(
                member(1, new RaisedAlarm(Alarm.CORRUPT, 1), new RaisedAlarm(Alarm.NOSPACE, 0))))
        .isEmpty();
  }
}
