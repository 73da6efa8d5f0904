package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From NOSPACE to writable on real etcd, where nothing goes wrong. */
class RecoverIT {
  @TempDir private Path folder = Path.of("");

  static List<EtcdBinary> versions() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void threeMembersTakeWritesAgainAndLoseNoLiveKey(EtcdBinary binary) throws IOException {
    try (RealCluster etcd = Full.cluster(binary);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      RecoverEnd end = recoverer.snapshotInto(folder).run();

      assertThat(end).isInstanceOf(RecoverEnd.Recovered.class);
      Full.assertRecovered(etcd.etcdctl());
      assertThat(recoverer.audit)
          .filteredOn(entry -> entry.outcome().equals("done") && entry.took().isPresent())
          .filteredOn(entry -> entry.member().isEmpty())
          .extracting(AuditEntry::step)
          .containsExactly(
              Step.SNAPSHOT,
              Step.COMPACT,
              Step.SETTLE,
              Step.DEFRAG,
              Step.DISARM,
              Step.CANARY,
              Step.VERIFY);
      assertThat(recoverer.audit)
          .filteredOn(entry -> entry.step() == Step.DEFRAG && entry.after().isPresent())
          .hasSize(3)
          .allSatisfy(
              entry ->
                  assertThat(entry.after().getAsLong()).isLessThan(entry.before().getAsLong() / 4));
      snapshotIsWholeAndPrivate(((RecoverEnd.Recovered) end).snapshot().orElseThrow(), etcd);
    }
  }

  /** Restored by etcd's own tool, which checks the checksum, it has all keys. */
  private static void snapshotIsWholeAndPrivate(Path file, RealCluster etcd) throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    etcd.restoreFrom(file);
    assertThat(etcd.etcdctl().count(Full.LIVE)).isEqualTo(Full.LIVE_KEYS);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void singleMemberTakesWritesAgain(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary, 1);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      RecoverEnd end = recoverer.snapshotInto(folder).run();

      assertThat(end).isInstanceOf(RecoverEnd.Recovered.class);
      Full.assertRecovered(etcd.etcdctl());

      // When it is run again, then there is nothing to do, and that is proved
      assertThat(recoverer.run())
          .isInstanceOfSatisfying(
              RecoverEnd.NothingToDo.class, nothing -> assertThat(nothing.proved()).isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void dryRunChangesNothingAtAll(EtcdBinary binary) throws IOException {
    try (RealCluster etcd = Full.cluster(binary);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      List<Long> before = etcd.raftIndexes();

      RecoverEnd end = recoverer.dryRun().snapshotInto(folder).run();

      assertThat(end)
          .isInstanceOfSatisfying(
              RecoverEnd.Planned.class,
              planned ->
                  assertThat(planned.plan().members())
                      .hasSize(3)
                      .allSatisfy(
                          member ->
                              assertThat(member.sizeAfter().getAsLong())
                                  .isLessThan(Full.QUOTA / 2)));
      // Not one entry in the raft log, nor a byte
      assertThat(etcd.raftIndexes()).isEqualTo(before);
      assertThat(folder).isEmptyDirectory();
      assertThat(recoverer.audit).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void sizeAfterIsNearWhatWasForetold(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary, 1);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      RecoverEnd.Recovered end = (RecoverEnd.Recovered) recoverer.run();

      long foretold = end.plan().members().get(0).sizeAfter().orElseThrow();
      AuditEntry defragged =
          recoverer.audit.stream()
              .filter(entry -> entry.step() == Step.DEFRAG && entry.after().isPresent())
              .findFirst()
              .orElseThrow();
      assertThat(defragged.after().getAsLong()).isBetween(foretold / 2, foretold * 3 / 2);
    }
  }

  /**
   * On one version: which elements share a leaf is bbolt's rule, the same in all of them (measured
   * on 3.5.16, 3.6.16 and 3.7.3).
   */
  @Test
  void nothingIsBegunWhereOneWriteBesideLargeValuesWouldFillTheFileAgain() {
    long quota = 48L << 20;
    EtcdLaunch launch =
        EtcdLaunch.of(EtcdBinaries.newest("3.6"))
            .quotaBytes(quota)
            .flag("--max-request-bytes=" + (32 << 20));
    try (RealCluster etcd = RealCluster.start(launch, 1);
        Writer writer = Writer.to(etcd.endpoints().get(0));
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      // Given three large values, and history until etcd refuses
      writer.fill("/large/", 3, 9_000_000);
      writer.overwriteUntilNoSpace("/history", 256 << 10);
      long revision = etcd.etcdctl().status().revision();

      // When, then: what lives would fit, with a write beside it it does not
      assertThat(recoverer.run())
          .isInstanceOfSatisfying(
              RecoverEnd.LiveDataFillsQuota.class,
              alive -> {
                MemberPlan member = alive.plan().members().get(0);
                assertThat(member.tooLargeWithoutWrites()).isFalse();
                assertThat(member.copyBytes().orElseThrow()).isBetween(27_000_000L, 29_000_000L);
              });
      assertThat(recoverer.audit).isEmpty();
      assertThat(etcd.etcdctl().alarms()).isNotEmpty();
      // The oldest revision can be read: the history may be one version, as each commit writes the
      // large values anew.
      assertThat(etcd.etcdctl().run("get", "--rev=2", "--prefix", "--keys-only", "/large/"))
          .contains("/large/");

      // When space is reclaimed by hand, then the alarm alone is not disarmed either
      etcd.etcdctl().compact(revision, true);
      etcd.etcdctl().defrag();
      assertThat(etcd.etcdctl().status().dbSize()).isLessThan(quota * 2 / 3);
      assertThat(recoverer.run()).isInstanceOf(RecoverEnd.LiveDataFillsQuota.class);

      // And rightly so
      etcd.etcdctl().disarm();
      etcd.etcdctl().put("/one", "write");
      Poll.until(
          "one write has filled the file",
          Duration.ofSeconds(60),
          () -> etcd.etcdctl().status().dbSize() > quota);
    }
  }

  /** The quota as each line tells it: by Status from 3.6 on, before by the metrics page. */
  @ParameterizedTest
  @MethodSource("versions")
  void onlyTheAlarmIsTakenBackWhereTheQuotaWasRaised(EtcdBinary binary) {
    try (RealCluster etcd = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(Full.QUOTA), 1);
        Writer writer = Writer.to(etcd.endpoints().get(0));
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      writer.fillUntilNoSpace("/registry/configmaps/ns/", 256 << 10);
      etcd.members().get(0).restartWithQuota(4 * Full.QUOTA);
      long revision = etcd.etcdctl().status().revision();

      RecoverEnd end = recoverer.snapshotInto(folder).run();

      assertThat(end).isInstanceOf(RecoverEnd.Recovered.class);
      assertThat(recoverer.audit)
          .filteredOn(entry -> entry.outcome().equals("done") && entry.member().isEmpty())
          .extracting(AuditEntry::step)
          .containsExactly(Step.DISARM, Step.CANARY, Step.VERIFY);
      assertThat(etcd.etcdctl().alarms()).isEmpty();
      assertThat(folder).isEmptyDirectory();
      // No history is gone.
      assertThat(etcd.etcdctl().run("get", "--rev=" + (revision - 3), "--keys-only", "/nothing"))
          .isBlank();
      assertThat(recoverer.run()).isInstanceOf(RecoverEnd.NothingToDo.class);
    }
  }

  /** On one version: how each line tells the quota is seen above, with one member. */
  @Test
  void onlyTheAlarmIsTakenBackOnceEveryMembersQuotaWasRaised() {
    try (RealCluster etcd = Full.cluster(EtcdBinaries.newest("3.6"))) {
      String endpoint = etcd.endpoints().get(0);
      // Given one whose quota is still to be raised, then the file is in need of it all
      for (RealEtcd member : etcd.members().subList(0, 2)) {
        member.restartWithQuota(4 * Full.QUOTA);
      }
      etcd.leader();
      try (Recoverer recoverer = Recoverer.of(endpoint)) {
        assertThat(recoverer.dryRun().run())
            .isInstanceOfSatisfying(
                RecoverEnd.Planned.class,
                planned -> assertThat(planned.plan().disarmOnly()).isFalse());
      }

      // When the last one is too
      etcd.members().get(2).restartWithQuota(4 * Full.QUOTA);
      etcd.leader();
      try (Recoverer recoverer = Recoverer.of(endpoint)) {
        RecoverEnd end = recoverer.run();

        // Then nothing else is done, to none of them
        assertThat(end).isInstanceOf(RecoverEnd.Recovered.class);
        assertThat(recoverer.audit)
            .extracting(AuditEntry::step)
            .doesNotContain(Step.SNAPSHOT, Step.COMPACT, Step.SETTLE, Step.DEFRAG)
            .contains(Step.DISARM, Step.CANARY, Step.VERIFY);
      }
      assertThat(etcd.etcdctl().alarms()).isEmpty();
      assertThat(etcd.etcdctl().endpointStatus())
          .allSatisfy(
              status -> {
                assertThat(status.errors()).isEmpty();
                assertThat(status.dbSize()).isGreaterThan(Full.QUOTA / 2);
              });
      etcd.etcdctl().put("/after", "well");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void keptRevisionsCanStillBeRead(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary, 1);
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      long revision = etcd.etcdctl().status().revision();

      assertThat(recoverer.keepRevisions(3).run()).isInstanceOf(RecoverEnd.Recovered.class);

      assertThat(etcd.etcdctl().run("get", "--rev=" + (revision - 3), "--keys-only", "/history"))
          .contains("/history");
    }
  }

  /** Before NOSPACE, while old versions fill the file. */
  @ParameterizedTest
  @MethodSource("versions")
  void comesBeforeTheAlarmToo(EtcdBinary binary) {
    try (RealCluster etcd = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(Full.QUOTA), 1);
        Writer writer = Writer.to(etcd.endpoints().get(0));
        Recoverer recoverer = Recoverer.of(etcd.endpoints().get(0))) {
      writer.fill(Full.LIVE, Full.LIVE_KEYS, 100);
      writer.overwrite("/history", 30, 256 << 10);
      // etcd tells the size of what it has committed, ten times a second.
      Poll.until(
          "the file shows what was written",
          Duration.ofSeconds(10),
          () -> etcd.etcdctl().status().dbSize() > 30 * (256 << 10));

      RecoverEnd end = recoverer.run();

      assertThat(end)
          .isInstanceOfSatisfying(
              RecoverEnd.Recovered.class,
              done -> {
                assertThat(done.plan().nospace()).isFalse();
                assertThat(done.sizes().get(0).after())
                    .isLessThan(done.sizes().get(0).before() / 4);
              });
      Full.assertRecovered(etcd.etcdctl());
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void learnerIsLeftOutAndKeepsUp(EtcdBinary binary) {
    try (RealCluster etcd = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(Full.QUOTA), 3);
        Writer writer = Writer.to(etcd.leader().endpoint())) {
      writer.fill(Full.LIVE, Full.LIVE_KEYS, 100);
      writer.overwrite("/history", 30, 256 << 10);
      List<RealEtcd> voters = etcd.members();
      RealEtcd learner = etcd.addLearner();
      Poll.until(
          "every file shows what was written",
          Duration.ofSeconds(20),
          () ->
              etcd.etcdctl().endpointStatus().stream()
                  .allMatch(status -> status.dbSize() > 30 * (256 << 10)));

      try (Recoverer recoverer = Recoverer.of(etcd.leader().endpoint())) {
        assertThat(recoverer.run()).isInstanceOf(RecoverEnd.Recovered.class);

        assertThat(recoverer.audit)
            .filteredOn(entry -> entry.step() == Step.DEFRAG && entry.after().isPresent())
            .extracting(entry -> entry.member().orElseThrow())
            .containsExactlyInAnyOrderElementsOf(voters.stream().map(RealEtcd::name).toList());
      }
      assertThat(voters)
          .allSatisfy(
              voter -> assertThat(voter.etcdctl().status().dbSize()).isLessThan(Full.QUOTA / 4));
      assertThat(learner.log()).doesNotContain("starting defragment");
      // It has the canary's writes too.
      long revision = etcd.leader().etcdctl().status().revision();
      Poll.until(
          "the learner is in step",
          Duration.ofSeconds(20),
          () -> learner.etcdctl().status().revision() == revision);
      assertThat(etcd.leader().etcdctl().count(Full.LIVE)).isEqualTo(Full.LIVE_KEYS);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void alarmOfARemovedMemberIsTakenBackToo(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary)) {
      etcd.removeMember(Full.raiser(etcd));
      // It may have led, and a list of alarms goes through the log.
      assertThat(etcd.leader().etcdctl().alarms()).anyMatch(line -> line.contains("NOSPACE"));

      try (Recoverer recoverer = Recoverer.of(etcd.leader().endpoint())) {
        assertThat(recoverer.run()).isInstanceOf(RecoverEnd.Recovered.class);
      }

      Full.assertRecovered(etcd.etcdctl());
    }
  }
}
