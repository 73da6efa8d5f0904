package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.AlarmText;
import dev.etcdstorage.exporter.testkit.fake.EtcdErrors;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.fake.FakeState;
import dev.etcdstorage.exporter.testkit.fake.GarbageServer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member says of itself, and what it comes to when it does not. */
class StatusTest {
  @AutoClose private final FakeEtcd fake = FakeEtcd.start();
  @AutoClose private final EtcdFixture etcd = new EtcdFixture();
  private final EtcdMember member = etcd.member(fake.clientUrl());

  private MemberStatus status() {
    return got(member::status);
  }

  @Test
  void everyFieldArrives() {
    fake.state()
        .clusterId(0xc1)
        .memberId(0xffff_ffff_ffff_fff1L)
        .leader(0xffff_ffff_ffff_fff1L)
        .version("3.6.4")
        .size(1000, 600)
        .revision(77)
        .raft(20, 19, 3)
        .dbSizeQuota(8_589_934_592L);

    MemberStatus status = status();

    assertThat(status.clusterId()).isEqualTo(0xc1);
    assertThat(status.memberId()).isEqualTo(0xffff_ffff_ffff_fff1L);
    assertThat(status.leader()).isTrue();
    assertThat(status.learner()).isFalse();
    assertThat(status.version()).isEqualTo("3.6.4");
    assertThat(status.dbSizeBytes()).isEqualTo(1000);
    assertThat(status.dbInUseBytes()).isEqualTo(600);
    assertThat(status.revision()).isEqualTo(77);
    assertThat(status.appliedIndex()).isEqualTo(19);
    assertThat(status.quotaBytes()).hasValue(8_589_934_592L);
    assertThat(status.alarms()).isEmpty();
  }

  @Test
  void nobodyIsLeaderWhileThereIsNone() {
    fake.state().memberId(0).leader(0);
    assertThat(status().leader()).isFalse();
    fake.state().memberId(0xa1).leader(0xb2);
    assertThat(status().leader()).isFalse();
  }

  @Test
  void quotaIsUnknownBefore36AndWhere36AnswersZero() {
    fake.state().noDbSizeQuota();
    assertThat(status().quotaBytes()).isEmpty();
    fake.state().dbSizeQuota(0);
    assertThat(status().quotaBytes()).isEmpty();
  }

  @Test
  void disabledQuotaIsNegative() {
    fake.state().dbSizeQuota(-1);
    assertThat(status().quotaBytes()).hasValue(-1);
  }

  @Test
  void alarmsOfBothTextFormatsAreRead() {
    fake.state()
        .errors(
            AlarmText.classic(0xa1, "NOSPACE"), AlarmText.newer(0xffff_ffff_ffff_fff1L, "CORRUPT"));

    assertThat(status().alarms())
        .containsExactly(
            new RaisedAlarm(Alarm.NOSPACE, 0xa1),
            new RaisedAlarm(Alarm.CORRUPT, 0xffff_ffff_ffff_fff1L));
    assertThat(status().lists(Alarm.NOSPACE)).isTrue();
    assertThat(status().lists(Alarm.CORRUPT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memberID:161 alarm:NOSPACE ",
        "memberID:161  alarm:NOSPACE",
        "memberID: 161\talarm: NOSPACE",
        "  memberID : 161   alarm : NOSPACE  ",
        "alarm:NOSPACE memberID:161",
        "memberID:161\nalarm:NOSPACE\n",
        "memberID:\"161\" alarm:\"NOSPACE\""
      })
  void spacingOfAnAlarmDoesNotCount(String text) {
    assertThat(RaisedAlarm.parse(List.of(text)))
        .containsExactly(new RaisedAlarm(Alarm.NOSPACE, 161));
  }

  @Test
  void alarmWithoutAMemberIsAnAlarmAllTheSame() {
    assertThat(RaisedAlarm.parse(List.of("alarm:NOSPACE")))
        .containsExactly(new RaisedAlarm(Alarm.NOSPACE, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "etcdserver: no leader",
        "memberID:161 alarm:NONE",
        "memberID:161 alarm:NEWKIND",
        "memberID:161 alarm:NOSPACED",
        "memberID:161 alarm:",
        "falsealarm:NOSPACE"
      })
  void whatIsNoKnownAlarmIsNone(String text) {
    assertThat(RaisedAlarm.parse(List.of(text))).isEmpty();
  }

  @Test
  void unknownAlarmDoesNotHideTheOthers() {
    fake.state()
        .errors(
            "etcdserver: no leader", AlarmText.newer(1, "NEWKIND"), AlarmText.newer(2, "NOSPACE"));

    assertThat(status().alarms()).containsExactly(new RaisedAlarm(Alarm.NOSPACE, 2));
  }

  @Test
  void memberListIsRead() {
    fake.state()
        .members(
            FakeState.member(0xa1, "etcd-1", "https://10.0.0.1:2379"),
            FakeState.member(0xb2, "", "https://10.0.0.2:2379").toBuilder()
                .setIsLearner(true)
                .build());

    assertThat(got(member::memberList))
        .containsExactly(
            new ListedMember(0xa1, "etcd-1", List.of("https://10.0.0.1:2379"), false),
            new ListedMember(0xb2, "", List.of("https://10.0.0.2:2379"), true));
  }

  @Test
  void oneConnectionServesAllCalls() {
    for (int i = 0; i < 5; i++) {
      assertThat(status().version()).isNotEmpty();
    }
    assertThat(got(member::memberList)).isEmpty();

    assertThat(member.connections()).isEqualTo(1);
  }

  @Test
  void hangingMemberTimesOutWithinTheDeadline() {
    assertThat(status().version()).isNotEmpty(); // classes are loaded, the connection stands
    fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang());

    long began = System.nanoTime();
    Failure failure =
        member.status(Deadline.in(Duration.ofMillis(200))).join().refusal().orElseThrow();

    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void refusedConnectionIsToldAtOnce() {
    fake.down();

    long began = System.nanoTime();
    Failure failure = refused(member::status);

    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure.detail()).containsIgnoringCase("refused").doesNotContain("\n");
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isLessThan(EtcdFixture.AMPLE.dividedBy(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection closed after GOAWAY. HTTP/2 error code: NO_ERROR, debug data: app_requested",
        "Abrupt GOAWAY closed unsent stream. HTTP/2 error code: NO_ERROR stream id: 5"
      })
  void goodbyeOfAMemberThatStopsIsNoInvalidAnswer(String goodbye) {
    assertThat(
            Failures.of(Status.UNAVAILABLE.withDescription(goodbye).asRuntimeException()).reason())
        .isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void unknownHostIsUnreachable() {
    try (EtcdMember nowhere = etcd.member("http://no-such-host.invalid:2379")) {
      assertThat(refused(nowhere::status).reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void memberThatIsBackAnswersTheFirstCall() {
    assertThat(status().version()).isNotEmpty();
    fake.down();
    for (int i = 0; i < 4; i++) { // gRPC backs off further with each
      assertThat(refused(member::status).reason()).isEqualTo(Reason.UNREACHABLE);
    }
    long connections = member.connections();
    GrpcEtcdMember grpc = (GrpcEtcdMember) member;
    Poll.until("the channel backs off", EtcdFixture.AMPLE, grpc::backingOff);

    fake.up();

    assertThat(status().version()).isNotEmpty();
    assertThat(member.connections()).isEqualTo(connections + 1);
  }

  @Test
  void garbageIsAnInvalidAnswer() {
    try (GarbageServer garbage = GarbageServer.start();
        EtcdMember strange = etcd.member("http://" + garbage.endpoint())) {
      Failure failure = refused(strange::status);

      assertThat(failure.reason()).isEqualTo(Reason.INVALID_ANSWER);
      assertThat(failure.detail()).doesNotContain("\n").hasSizeLessThan(210);
    }
  }

  @Test
  void etcdsOwnErrorsAreTold() {
    fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Fail(EtcdErrors.NO_LEADER));
    assertThat(refused(member::status))
        .isEqualTo(new Failure(Reason.ETCD_ERROR, "etcdserver: no leader"));

    fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED));
    assertThat(refused(member::status))
        .isEqualTo(new Failure(Reason.PERMISSION_DENIED, "etcdserver: permission denied"));
  }

  @Test
  void detailOfAFailureIsOneShortLine() {
    fake.mode(
        MaintenanceGrpc.getStatusMethod(),
        new FakeMode.Fail(Status.UNKNOWN.withDescription("a\nb\r\n c" + "x".repeat(5000))));

    Failure failure = refused(member::status);

    assertThat(failure.detail()).startsWith("a b cx").doesNotContain("\n").hasSizeLessThan(210);
  }

  @Test
  void closedMemberAnswersWithAReasonToo() {
    member.close();

    assertThat(refused(member::status).detail()).isNotEmpty();
  }

  @Test
  void alarmListIsNeverAskedForAsItIsAWrite() {
    fake.state().errors(AlarmText.classic(1, "NOSPACE")).revision(20).compactedRevision(10);

    status();
    got(member::memberList);
    got(deadline -> member.compactedRevision(0, deadline));

    assertThat(fake.calls(MaintenanceGrpc.getAlarmMethod())).isZero();
    assertThat(fake.calls(WatchGrpc.getWatchMethod())).isEqualTo(1);
  }
}
