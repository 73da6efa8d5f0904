package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import dev.etcdstorage.exporter.maintenance.GuardAnswer.Word;
import dev.etcdstorage.exporter.maintenance.MemberChoice.Choice;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.testkit.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.MetricsText;
import dev.etcdstorage.exporter.testkit.Poll;
import dev.etcdstorage.exporter.testkit.RealCluster;
import dev.etcdstorage.exporter.testkit.RealEtcd;
import dev.etcdstorage.exporter.testkit.Writer;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each guard on real etcd, one by one, where real etcd can be brought to it. */
class GuardsIT {
  private static RealCluster etcd;

  @BeforeAll
  static void start() {
    etcd = RealCluster.start(EtcdBinaries.newest("3.5"), 3);
    Defragmented.fragment(etcd.members(), 2, 24);
  }

  @AfterAll
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
                  RunLock.take(members, holder, Duration.ofMinutes(5), Waiting.system()))
              .lock();

      assertThat(seen.defrag.plan().refusals())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.guard()).isEqualTo(Guard.LOCKED);
                assertThat(refusal.why())
                    .contains("serve on node-7, pid 42, since 2026-03-01T02:00:00Z", "ends in ");
              });
      assertThat(lock.check()).isEmpty();
      assertThat(lock.release()).isEmpty();

      assertThat(seen.refusals()).isEmpty();
      assertThat(lock.check()).isPresent();
    }
  }

  @Test
  void learnerIsLeftOut() {
    try (RealCluster three = RealCluster.start(EtcdBinaries.newest("3.4"), 3)) {
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
            .satisfies(answer -> assertThat(answer.word()).isEqualTo(Word.WARNS));
      }
    }
  }

  @Test
  void singleMemberAndADefragmentationBySomebodyElse() {
    try (RealEtcd one = RealEtcd.start(EtcdBinaries.newest("3.5"));
        Writer writer = Writer.to(one.endpoint())) {
      writer.fill("/live/", 300, 1 << 20);
      try (Defragmented forbidden = Defragmented.of(one.endpoint());
          Defragmented allowed = Defragmented.of(one.endpoint(), Defragmented.single())) {
        assertThat(forbidden.refusals()).containsExactly(Guard.SINGLE_MEMBER);
        assertThat(allowed.refusals()).isEmpty();

        CompletableFuture<Void> theirs = CompletableFuture.runAsync(() -> one.etcdctl().defrag());
        Poll.until(
            "it defragments",
            Duration.ofSeconds(30),
            () -> MetricsText.value(one.metricsPage(), "etcd_disk_defrag_inflight").orElse(0) == 1);
        // A look with patience would wait until it is over.
        ClusterSample meanwhile = allowed.cluster.look(Duration.ofMillis(400));
        theirs.join();
        assertThat(Guards.of(evidence(meanwhile), List.of()))
            .filteredOn(GuardAnswer::refuses)
            .extracting(GuardAnswer::guard)
            .contains(Guard.DEFRAG_RUNNING);
      }
    }
  }

  private static Evidence evidence(ClusterSample sample) {
    return new Evidence(
        sample,
        Map.of(),
        new Answer.Got<>(1L),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        true);
  }
}
