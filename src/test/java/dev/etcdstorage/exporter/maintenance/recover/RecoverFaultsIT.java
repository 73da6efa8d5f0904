package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.TinyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever breaks, the next run goes on from there, and no live key is lost. */
class RecoverFaultsIT {
  @TempDir private Path folder = Path.of("");

  static List<EtcdBinary> versions() {
    return EtcdBinaries.lines();
  }

  private static RealEtcd named(RealCluster etcd, String name) {
    return etcd.members().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertRefused(RecoverEnd end, Guard guard) {
    assertThat(end)
        .isInstanceOfSatisfying(
            RecoverEnd.Refused.class,
            refused -> assertThat(refused.refusal().guard()).isEqualTo(guard));
  }

  private static void assertFailed(RecoverEnd end, Step step, String why) {
    assertThat(end)
        .isInstanceOfSatisfying(
            RecoverEnd.Failed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo(step);
              assertThat(failed.cause().why()).contains(why);
            });
  }

  private static void assertRecoversNow(RealCluster etcd) {
    try (Recoverer again = Recoverer.of(etcd.leader().endpoint())) {
      assertThat(again.run()).isInstanceOf(RecoverEnd.Recovered.class);
    }
    Full.assertRecovered(etcd.etcdctl());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void followerThatIsPausedInTheMiddleEndsTheRunAndTheNextGoesOn(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary);
        Recoverer recoverer = Recoverer.of(etcd.leader().endpoint())) {
      String leader = etcd.leader().name();
      List<String> done = new ArrayList<>();
      recoverer.onDefragEnd(
          name -> {
            done.add(name);
            etcd.members().stream()
                .filter(m -> !m.name().equals(name) && !m.name().equals(leader))
                .forEach(RealEtcd::pause);
          });

      RecoverEnd end = recoverer.run();

      assertFailed(end, Step.DEFRAG, "does not answer");
      assertThat(done).hasSize(1);
      // NOSPACE stays up: nothing is disarmed with large files about
      etcd.members().stream().filter(RealEtcd::isPaused).forEach(RealEtcd::resume);
      assertThat(etcd.etcdctl().alarms()).isNotEmpty();

      try (Recoverer again = Recoverer.of(etcd.leader().endpoint())) {
        assertThat(again.run()).isInstanceOf(RecoverEnd.Recovered.class);
        // and what was done is not done again
        assertThat(again.audit)
            .filteredOn(entry -> entry.step() == Step.DEFRAG && entry.after().isPresent())
            .hasSize(2)
            .noneMatch(entry -> entry.member().orElseThrow().equals(done.get(0)));
      }
      Full.assertRecovered(etcd.etcdctl());
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void leaderThatIsKilledDuringItsDefragEndsTheRunAndTheNextGoesOn(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary);
        Recoverer recoverer = Recoverer.of(etcd.leader().endpoint())) {
      String leader = etcd.leader().name();
      // Stopped, so that the call is surely under way when it is killed
      recoverer.onDefragBegin(
          name -> {
            if (name.equals(leader)) {
              named(etcd, name).pause();
            }
          });
      recoverer.whileDefrag(
          name -> {
            if (named(etcd, name).isPaused()) {
              named(etcd, name).kill9();
              named(etcd, name).start();
            }
          });

      RecoverEnd end = recoverer.run();

      assertFailed(end, Step.DEFRAG, leader);
      named(etcd, leader).awaitReady();
      assertThat(etcd.etcdctl().alarms()).isNotEmpty();
      assertRecoversNow(etcd);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void withoutQuorumNothingBeginsAndNothingGoesOn(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary)) {
      RealEtcd leader = etcd.leader();
      List<RealEtcd> followers = etcd.followers();
      try (Recoverer recoverer = Recoverer.of(leader.endpoint())) {
        recoverer.afterStep(
            step -> {
              if (step == Step.SETTLE) {
                followers.forEach(RealEtcd::kill9);
              }
            });
        assertFailed(recoverer.run(), Step.DEFRAG, "member_unreachable");
      }
      try (Recoverer recoverer = Recoverer.of(leader.endpoint())) {
        RecoverEnd end = recoverer.run();
        assertThat(end).isInstanceOf(RecoverEnd.Refused.class);
        assertThat(recoverer.audit).isEmpty();
      }

      followers.forEach(RealEtcd::restart);
      assertRecoversNow(etcd);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void dataThatLivesIsToldBeforeAnythingIsDone(EtcdBinary binary) {
    try (RealCluster etcd = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(Full.QUOTA), 1);
        Writer writer = Writer.to(etcd.endpoints().get(0));
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      writer.fillDenselyUntilNoSpace("/registry/configmaps/ns/");
      List<Long> before = etcd.raftIndexes();

      RecoverEnd end = recoverer.run();

      assertThat(end)
          .isInstanceOfSatisfying(
              RecoverEnd.LiveDataFillsQuota.class,
              alive -> {
                assertThat(alive.plan().live().largest(1))
                    .singleElement()
                    .satisfies(part -> assertThat(part.prefix()).isEqualTo("configmaps"));
                assertThat(RaiseQuota.advice(alive.plan())).contains("--quota-backend-bytes=");
              });
      assertThat(etcd.raftIndexes()).isEqualTo(before);
      assertThat(recoverer.audit).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void diskThatIsTooSmallForTheSnapshotIsToldBeforeAnythingIsDone(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary, 1);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      List<Long> before = etcd.raftIndexes();

      RecoverEnd end = recoverer.snapshotInto(folder).free((1L << 30) + Full.QUOTA).run();

      assertThat(end)
          .isInstanceOfSatisfying(
              RecoverEnd.NotBegun.class,
              refused ->
                  assertThat(refused.causes().get(0).why())
                      .contains("and 1.0 GiB), and 1.0 GiB is"));
      assertThat(etcd.raftIndexes()).isEqualTo(before);
      assertThat(folder).isEmptyDirectory();
    }
  }

  /** A file system that is really full, whatever it said before. */
  @ParameterizedTest
  @MethodSource("versions")
  void diskThatFillsMeanwhileEndsTheRunBeforeAnythingIsChanged(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary, 1);
        TinyDisk disk = TinyDisk.of(1 << 20);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      List<Long> before = etcd.raftIndexes();

      RecoverEnd end = recoverer.snapshotInto(disk.folder()).free(1L << 40).run();

      assertFailed(end, Step.SNAPSHOT, "not kept");
      assertThat(disk.folder()).isEmptyDirectory();
      assertThat(etcd.raftIndexes()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void fileThatIsThereIsNeverWrittenOver(EtcdBinary binary) throws IOException {
    Path file = Files.writeString(folder.resolve("theirs.db"), "theirs");
    try (RealCluster etcd = Full.cluster(binary, 1);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      assertThat(recoverer.snapshotTo(file).run()).isInstanceOf(RecoverEnd.NotBegun.class);
      assertThat(file).hasContent("theirs");

      // A whole snapshot of a run that broke off is kept
      Path whole = folder.resolve("whole.db");
      etcd.etcdctl().snapshot(whole);
      byte[] before = Files.readAllBytes(whole);
      assertThat(recoverer.snapshotTo(whole).run()).isInstanceOf(RecoverEnd.Recovered.class);
      assertThat(Files.readAllBytes(whole)).isEqualTo(before);
      Full.assertRecovered(etcd.etcdctl());
    }
  }

  /** A run that ends without a word after each of its steps, the next time one later. */
  @ParameterizedTest
  @MethodSource("versions")
  void runThatBreaksOffAfterAnyStepIsContinuedByTheNext(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary)) {
      for (Step last : Step.values()) {
        try (Recoverer recoverer = Recoverer.of(etcd.leader().endpoint())) {
          recoverer.snapshotInto(folder);
          recoverer.afterStep(
              step -> {
                if (step == last) {
                  throw new Killed();
                }
              });
          if (last == Step.PLAN) {
            recoverer.onEntry(
                entry -> {
                  throw new Killed();
                });
          }
          assertThatThrownBy(recoverer::run).as(last.label()).isInstanceOf(Killed.class);
          assertThat(etcd.etcdctl().count(Full.LIVE)).isEqualTo(Full.LIVE_KEYS);
        }
      }
      try (Recoverer recoverer = Recoverer.of(etcd.leader().endpoint())) {
        assertThat(recoverer.run()).isInstanceOf(RecoverEnd.NothingToDo.class);
      }
      Full.assertRecovered(etcd.etcdctl());
    }
  }

  private static final class Killed extends RuntimeException {}

  @ParameterizedTest
  @MethodSource("versions")
  void stopsAfterTheStepThatIsUnderWayAndTheNextRunGoesOn(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary);
        Recoverer recoverer = Recoverer.of(etcd.leader().endpoint())) {
      // Asked while the first member is at it: that one is waited for, the next is left alone
      recoverer.onDefragBegin(name -> recoverer.stop());

      RecoverEnd end = recoverer.run();

      assertThat(end)
          .isInstanceOfSatisfying(
              RecoverEnd.Stopped.class,
              stopped -> assertThat(stopped.next()).isEqualTo(Step.DEFRAG));
      assertThat(recoverer.audit)
          .filteredOn(entry -> entry.step() == Step.DEFRAG && entry.after().isPresent())
          .hasSize(1);
      assertRecoversNow(etcd);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void keepsOffWhileAnotherRunHasTheLockOrSomebodySaidStop(EtcdBinary binary) {
    try (RealCluster etcd = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(Full.QUOTA), 1);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      etcd.etcdctl().put("/etcd-storage-exporter/lock", "me");
      assertRefused(recoverer.run(), Guard.LOCKED);
      etcd.etcdctl().delete("/etcd-storage-exporter/lock");

      etcd.etcdctl().put("/etcd-storage-exporter/stop", "me");
      assertRefused(recoverer.run(), Guard.KILL_SWITCH);
      etcd.etcdctl().delete("/etcd-storage-exporter/stop");

      assertThat(recoverer.run()).isInstanceOf(RecoverEnd.NothingToDo.class);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void learnerThatIsFullIsToldSinceNothingMakesItSmaller(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary, 1)) {
      RealEtcd learner = etcd.addLearner();
      Poll.until(
          "the learner has the data",
          Duration.ofSeconds(20),
          () -> learner.etcdctl().status().dbSize() > Full.QUOTA / 2);
      // It commits in other batches, so its file may be a tenth smaller than that which is full.
      learner.restartWithQuota(Full.QUOTA / 2);
      try (Recoverer recoverer = Recoverer.of(etcd.members().get(0).endpoint())) {
        assertThat(recoverer.run())
            .isInstanceOfSatisfying(
                RecoverEnd.NotBegun.class,
                refused ->
                    assertThat(refused.causes().get(0).why()).contains(learner.name(), "learner"));
      }
      etcd.removeMember(learner);
      assertRecoversNow(etcd);
    }
  }
}
