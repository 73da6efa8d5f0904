package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import dev.etcdstorage.exporter.maintenance.MemberChoice.Choice;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer.Result;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.StatusRelay;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each guard on real etcd, one by one, where real etcd can be brought to it. On every line, but for
 * what one release alone shows.
 */
@ParameterizedClass
@MethodSource("lines")
@NullUnmarked // JUnit fills the fields
class GuardsIT {
  private static RealCluster etcd;

  @Parameter EtcdBinary binary;

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @BeforeParameterizedClassInvocation
  static void start(EtcdBinary binary) {
    etcd = RealCluster.start(binary, 3);
    Defragmented.fragment(etcd.members(), 2, 24);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    etcd.close();
  }

  private static Defragmented defragmented() {
    return Defragmented.of(etcd.leader().endpoint());
  }

  @Test
  void healthyClusterIsNotRefused() {
    try (Defragmented seen = defragmented()) {
      DefragPlan plan = seen.defrag.plan();

      assertThat(plan.refusals()).isEmpty();
      assertThat(plan.due()).hasSize(3);
      assertThat(plan.due().get(2).member()).isEqualTo(etcd.leader().name());
    }
  }

  @Test
  void pausedVoterIsUnreachable() {
    RealEtcd follower = etcd.followers().get(0);
    try (Defragmented seen = defragmented()) {
      assertThat(seen.refusals()).isEmpty();
      follower.pause();

      assertThat(seen.refusals()).containsExactly(Guard.MEMBER_UNREACHABLE);
    } finally {
      follower.resume();
      etcd.members().forEach(RealEtcd::awaitReady);
    }
  }

  @Test
  void withoutAMajorityNoReadIsConfirmedAndNobodyLeads() {
    RealEtcd leader = etcd.leader();
    RealEtcd follower = etcd.followers().get(0);
    RealEtcd left = etcd.followers().get(1);
    try (Defragmented seen = Defragmented.of(left.endpoint())) {
      assertThat(seen.refusals()).isEmpty();
      leader.pause();
      follower.pause();

      Poll.until(
          () -> "no leader: " + seen.defrag.plan().guards(),
          Duration.ofSeconds(60),
          () ->
              seen.refusals()
                  .containsAll(
                      List.of(Guard.MEMBER_UNREACHABLE, Guard.NO_AGREED_LEADER, Guard.NO_QUORUM)));
    } finally {
      leader.resume();
      follower.resume();
      etcd.members().forEach(RealEtcd::awaitReady);
      etcd.leader();
    }
  }

  private static void alarm(AlarmRequest.AlarmAction action, int type) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(etcd.leader().endpoint()).usePlaintext().build();
    try {
      var unused =
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(10, TimeUnit.SECONDS)
              .alarm(
                  AlarmRequest.newBuilder()
                      .setAction(action)
                      .setMemberID(etcd.leader().memberId())
                      .setAlarmValue(type)
                      .build());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void alarmsRefuse() {
    try (Defragmented seen = defragmented()) {
      alarm(AlarmRequest.AlarmAction.ACTIVATE, 2);
      Poll.until("the alarm is up", Duration.ofSeconds(20), () -> seen.refusals().size() == 1);
      assertThat(seen.refusals()).containsExactly(Guard.CORRUPT_ALARM);
      alarm(AlarmRequest.AlarmAction.DEACTIVATE, 2);

      alarm(AlarmRequest.AlarmAction.ACTIVATE, 1);
      Poll.until(
          "the other alarm is up",
          Duration.ofSeconds(20),
          () -> seen.refusals().contains(Guard.NOSPACE_ALARM));
      assertThat(seen.refusals()).containsExactly(Guard.NOSPACE_ALARM);
    } finally {
      alarm(AlarmRequest.AlarmAction.DEACTIVATE, 2);
      alarm(AlarmRequest.AlarmAction.DEACTIVATE, 1);
    }
  }

  @Test
  void killSwitchByFileAndByKey(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("stop");
    try (Defragmented seen =
        Defragmented.of(etcd.leader().endpoint(), Defragmented.stopFile(file))) {
      assertThat(seen.refusals()).isEmpty();
      Files.createFile(file);
      assertThat(seen.refusals()).containsExactly(Guard.KILL_SWITCH);
      Files.delete(file);
      assertThat(seen.refusals()).isEmpty();

      etcd.etcdctl().put(OwnKeys.ROOT + "stop", "upgrade under way");
      assertThat(seen.refusals()).containsExactly(Guard.KILL_SWITCH);
    } finally {
      etcd.etcdctl().delete(OwnKeys.ROOT + "stop");
    }
  }

  @Test
  void lockOfAnotherRunSaysWhoHasItAndUntilWhen() {
    try (Defragmented seen = defragmented();
        Defragmented other = defragmented()) {
      AnyMember members = new AnyMember(other.cluster);
      LockHolder holder =
          new LockHolder("serve", "node-7", 42, Instant.parse("2026-03-01T02:00:00Z"));
      RunLock lock =
          ((RunLock.Attempt.Taken)
                  RunLock.take(members, holder, Duration.ofMinutes(5), Sleeper.system()))
              .lock();

      assertThat(seen.defrag.plan().refusals())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.guard()).isEqualTo(Guard.LOCKED);
                assertThat(refusal.why())
                    .contains("serve on node-7, pid 42, since 2026-03-01T02:00:00Z", "expires in ");
              });
      assertThat(lock.check()).isEmpty();
      assertThat(lock.release()).isEmpty();

      assertThat(seen.refusals()).isEmpty();
      assertThat(lock.check()).isPresent();
    }
  }

  @Test
  void learnerIsLeftOut() {
    try (RealCluster three = RealCluster.start(binary, 3)) {
      Defragmented.fragment(three.members(), 1, 8);
      RealEtcd learner = three.addLearner();
      try (Defragmented seen = Defragmented.of(three.leader().endpoint())) {
        DefragPlan plan = seen.defrag.plan();

        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.members())
            .filteredOn(choice -> choice.member().member().equals(learner.name()))
            .singleElement()
            .satisfies(choice -> assertThat(choice.choice()).isEqualTo(Choice.LEAVE));
        assertThat(plan.guards())
            .filteredOn(answer -> answer.guard() == Guard.CATCHING_UP)
            .singleElement()
            .satisfies(answer -> assertThat(answer.result()).isEqualTo(wordOnCatchingUp()));
      }
    }
  }

  /** The 3.4 that runs here is older than the release that mended etcd#20659. */
  private Result wordOnCatchingUp() {
    return binary.version().isAtLeast("3.5") ? Result.PASS : Result.WARN;
  }

  /**
   * No version of 3.5.0 to 3.5.5 can be had here: a relay before the real member changes the
   * version that it tells, and nothing else.
   */
  @Test
  void versionThatADefragmentationCorruptsIsNotTouched() {
    try (StatusRelay relay = StatusRelay.start();
        RealEtcd one =
            RealEtcd.start(
                EtcdLaunch.of(EtcdBinaries.exactly("3.5.16"))
                    .flag("--advertise-client-urls=http://" + relay.endpoint()))) {
      relay.to(one);
      try (Writer writer = Writer.to(one.endpoint())) {
        writer.overwrite("/dead", 220, 512 << 10);
        writer.compactPhysically(one.etcdctl().status().revision());
      }
      try (Defragmented seen = Defragmented.of(relay.endpoint(), Defragmented.single())) {
        Poll.until(
            () -> "it is due: " + seen.defrag.plan().members(),
            Duration.ofSeconds(30),
            () -> seen.defrag.plan().due().size() == 1);
        assertThat(seen.refusals()).isEmpty();

        relay.change(status -> status.toBuilder().setVersion("3.5.5").build());

        assertThat(seen.defrag.plan().refusals())
            .singleElement()
            .satisfies(
                refusal -> {
                  assertThat(refusal.guard()).isEqualTo(Guard.UNSAFE_VERSION);
                  assertThat(refusal.why())
                      .contains(one.name() + " runs 3.5.5", "etcd#14733", "fixed in 3.5.6");
                });
        ShownGuard.assertSaidByAll(Guard.UNSAFE_VERSION, relay.endpoint(), "allow-single-member");
        assertThat(one.log()).doesNotContain("starting defragment");
      }
    }
  }

  /** Noon, until the test says otherwise. */
  private static final class Clock implements Sleeper {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private final Sleeper system = Sleeper.system();
    private volatile Instant now = NOON;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      system.sleep(duration);
    }
  }

  private static Defragmented atNight(RealCluster cluster, Clock clock) {
    MaintenanceSettings usual = MaintenanceSettings.DEFAULT;
    DefragRules rules =
        Defragmented.rules(
            GuardSettings.of(
                new MaintenanceSettings(
                    true,
                    usual.interval(),
                    Optional.of(TimeWindow.parse("02:00-05:00")),
                    usual.coolDown(),
                    Optional.empty(),
                    false,
                    Optional.empty())));
    return Defragmented.of(cluster.leader().endpoint(), rules, clock, DefragLimits.USUAL);
  }

  @Test
  void closedTimeWindowKeepsTheRunFromBeginning() throws InterruptedException {
    Clock clock = new Clock();
    try (Defragmented seen = atNight(etcd, clock)) {
      assertThat(seen.refusals()).containsExactly(Guard.TIME_WINDOW);
      assertThat(seen.defrag.run(seen.listener()))
          .isInstanceOfSatisfying(
              GuardedEnd.NotBegun.class,
              end -> assertThat(end.refusal().guard()).isEqualTo(Guard.TIME_WINDOW));
      assertThat(seen.heard).isEmpty();

      clock.now = Instant.parse("2026-03-02T02:00:00Z");
      assertThat(seen.refusals()).isEmpty();
    }
  }

  /** Of a cluster of its own: one member of it is defragmented. */
  @Test
  void timeWindowThatClosesDuringTheRunLeavesTheOtherMembersForTheNextOne()
      throws InterruptedException {
    Clock clock = new Clock();
    clock.now = Instant.parse("2026-03-02T04:59:59Z");
    try (RealCluster three = RealCluster.start(binary, 3)) {
      Defragmented.fragment(three.members(), 1, 8);
      try (Defragmented run = atNight(three, clock)) {
        run.onBegin = member -> clock.now = Instant.parse("2026-03-02T05:00:00Z");

        assertThat(run.ran())
            .isInstanceOfSatisfying(
                RunEnd.Refused.class,
                end -> {
                  assertThat(end.refusal().guard()).isEqualTo(Guard.TIME_WINDOW);
                  assertThat(end.done()).hasSize(1);
                });
        assertThat(run.heard).hasSize(2);
        assertThat(three.members())
            .filteredOn(member -> member.log().contains("starting defragment"))
            .hasSize(1);
      }
    }
  }

  /** The list of members tells it, and that is the same on every version. */
  @Test
  void whatIsKeptOfAMemberThatLeftIsDeletedByARunAndByNothingElse() throws InterruptedException {
    try (RealCluster single = RealCluster.start(EtcdBinaries.newest("3.5"), 1)) {
      RealEtcd member = single.leader();
      Defragmented.fragment(single.members(), 1, 8);
      String root = OwnKeys.ROOT + "runs/";
      member.etcdctl().put(root + "dead", "result=success");
      try (Defragmented run = Defragmented.of(member.endpoint(), Defragmented.single())) {
        assertThat(run.defrag.plan().refusals()).isEmpty();
        assertThat(run.kept()).isEmpty();
        assertThat(member.etcdctl().count(root)).isEqualTo(1);

        assertThat(run.ran()).isInstanceOf(RunEnd.Finished.class);

        assertThat(run.heard).startsWith("dead is forgotten");
        assertThat(run.kept()).containsOnlyKeys(member.name());
        assertThat(member.etcdctl().count(root)).isEqualTo(1);
      }
    }
  }
}
