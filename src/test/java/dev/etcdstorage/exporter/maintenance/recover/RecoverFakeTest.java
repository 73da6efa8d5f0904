package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.testkit.data.AlarmText;
import dev.etcdstorage.exporter.testkit.fake.EtcdErrors;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.fake.FakeSnapshot;
import dev.etcdstorage.exporter.testkit.fake.FakeState;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real etcd does not do on demand. */
class RecoverFakeTest {
  private static final long QUOTA = 64L << 20;

  private static final List<MethodDescriptor<?, ?>> WRITES =
      List.of(
          KVGrpc.getPutMethod(),
          KVGrpc.getTxnMethod(),
          KVGrpc.getDeleteRangeMethod(),
          KVGrpc.getCompactMethod(),
          LeaseGrpc.getLeaseGrantMethod(),
          MaintenanceGrpc.getAlarmMethod(),
          MaintenanceGrpc.getDefragmentMethod(),
          MaintenanceGrpc.getMoveLeaderMethod());

  @TempDir private Path folder = Path.of("");
  private FakeMember etcd;
  private Recoverer recoverer;

  @BeforeEach
  void start() {
    etcd = FakeMember.start(QUOTA);
    etcd.etcd()
        .state()
        .size(QUOTA, QUOTA)
        .errors(AlarmText.classic(0xa1, "NOSPACE"))
        .members(FakeState.member(0xa1, "a", etcd.clientUrl()));
    recoverer = Recoverer.of(etcd.endpoint());
  }

  @AfterEach
  void close() {
    recoverer.close();
    etcd.close();
  }

  private void assertNothingWritten() {
    for (MethodDescriptor<?, ?> method : WRITES) {
      assertThat(etcd.etcd().calls(method)).as(method.getFullMethodName()).isZero();
    }
  }

  private static void assertRefusedBy(Guard guard, RecoverEnd end) {
    assertThat(end)
        .isInstanceOfSatisfying(
            RecoverEnd.Refused.class,
            refused -> assertThat(refused.refusal().guard()).isEqualTo(guard));
  }

  private static RecoverEnd.Cause onlyCause(RecoverEnd end) {
    assertThat(end).isInstanceOf(RecoverEnd.NotBegun.class);
    assertThat(((RecoverEnd.NotBegun) end).causes()).hasSize(1);
    return ((RecoverEnd.NotBegun) end).causes().get(0);
  }

  @Test
  void corruptStopsItBeforeItsFirstWrite() {
    etcd.etcd().state().errors(AlarmText.newer(0xa1, "NOSPACE"), AlarmText.newer(0xa2, "CORRUPT"));

    assertRefusedBy(Guard.CORRUPT_ALARM, recoverer.snapshotInto(folder).run());

    assertNothingWritten();
    assertThat(etcd.etcd().calls(MaintenanceGrpc.getSnapshotMethod())).isZero();
    assertThat(recoverer.audit).isEmpty();
  }

  /** Where two of three are away, a question to the third waits in vain until its deadline. */
  @Test
  void lostMajorityIsRefusedFromTheSampleAndNobodyIsAskedForIt() {
    etcd.etcd()
        .state()
        .members(
            FakeState.member(0xa1, "a", etcd.clientUrl()),
            FakeState.member(0xa2, "b", "http://127.0.0.1:1"),
            FakeState.member(0xa3, "c", "http://127.0.0.1:1"));
    etcd.etcd().mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(Status.UNAVAILABLE));
    Hurried time = new Hurried();

    assertRefusedBy(Guard.MEMBER_UNREACHABLE, recoverer.sleeper(time).run());

    // The sample itself does not wait on this clock; only the guards' questions would.
    assertThat(time.elapsed()).isZero();
  }

  @Test
  void stopWhileTheGuardsOfADefragmentationAreAskedKeepsItFromBeginning() {
    etcd.etcd().state().compactedRevision(1).snapshot(FakeSnapshot.whole(20));
    AtomicInteger stops = new AtomicInteger();
    recoverer
        .onEntry(
            entry -> {
              if (entry.step() == Step.DEFRAG && entry.outcome().equals("begun")) {
                etcd.etcd()
                    .mode(KVGrpc.getRangeMethod(), new FakeMode.Slow(Duration.ofMillis(300)));
              }
            })
        .sleeper(
            new Hurried() {
              @Override
              public void sleep(Duration duration) throws InterruptedException {
                if (etcd.etcd().calls(MaintenanceGrpc.getDefragmentMethod()) == 0
                    && recoverer.audit.stream().anyMatch(entry -> entry.step() == Step.DEFRAG)) {
                  stops.incrementAndGet();
                  recoverer.stop();
                }
                super.sleep(duration);
              }
            });

    RecoverEnd end = recoverer.snapshotInto(folder).run();

    assertThat(end)
        .isInstanceOfSatisfying(
            RecoverEnd.Stopped.class, stopped -> assertThat(stopped.next()).isEqualTo(Step.DEFRAG));
    assertThat(stops).hasPositiveValue();
    assertThat(etcd.etcd().calls(MaintenanceGrpc.getDefragmentMethod())).isZero();
  }

  /** The second signal ends the program at once, whatever it waits for. */
  @Test
  void interruptWhileTheGuardsAreAskedIsHeeded() throws InterruptedException {
    // Hangs once the sample, which is looked at first, has been taken
    recoverer.sleeper(
        new Hurried() {
          @Override
          public Instant instant() {
            if (etcd.etcd().calls(KVGrpc.getRangeMethod()) > 0) {
              etcd.etcd().mode(KVGrpc.getRangeMethod(), new FakeMode.Hang());
            }
            return super.instant();
          }
        });
    List<RecoverEnd> ends = new ArrayList<>();
    Thread run = new Thread(() -> ends.add(recoverer.run()));
    run.start();
    Poll.until(
        "a guard is asked",
        Duration.ofSeconds(30),
        () -> etcd.etcd().calls(KVGrpc.getRangeMethod()) > 0 && waitsInGuards(run));

    run.interrupt();
    run.join();

    assertThat(ends)
        .singleElement()
        .isInstanceOfSatisfying(
            RecoverEnd.Stopped.class, stopped -> assertThat(stopped.next()).isEqualTo(Step.PLAN));
  }

  private static boolean waitsInGuards(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().endsWith("ClusterGuards"));
  }

  @Test
  void rootIsNoFileForASnapshotAndThatIsSaidBeforeAnythingIsChanged() {
    RecoverEnd.Cause cause = onlyCause(recoverer.snapshotTo(Path.of("/")).run());

    assertThat(cause.why()).startsWith("/ already exists");
    assertThat(cause.advice()).contains("--snapshot-file");
    assertNothingWritten();
  }

  @Test
  void versionThatADefragmentationMayCorruptIsRefused() {
    etcd.etcd().state().version("3.5.5");

    assertRefusedBy(Guard.UNSAFE_VERSION, recoverer.run());
    assertNothingWritten();
  }

  @Test
  void memberThatCatchesUpBySnapshotIsWaitedForOnVersionsWhereThatMatters() {
    etcd.page()
        .text(
            "etcd_server_quota_backend_bytes "
                + QUOTA
                + "\netcd_server_snapshot_apply_in_progress_total 1\n");

    etcd.etcd().state().version("3.5.22");
    assertRefusedBy(Guard.CATCHING_UP, recoverer.run());
    assertNothingWritten();

    etcd.etcd().state().version("3.5.23");
    assertThat(recoverer.run()).isNotInstanceOf(RecoverEnd.Refused.class);
  }

  @Test
  void stopFileKeepsItFromItsFirstWrite() throws IOException {
    Path stop = Files.createFile(folder.resolve("stop"));

    assertThat(recoverer.stopFile(stop).run())
        .isInstanceOfSatisfying(
            RecoverEnd.Refused.class,
            refused -> {
              assertThat(refused.refusal().guard()).isEqualTo(Guard.KILL_SWITCH);
              assertThat(refused.refusal().why()).contains(stop.toString());
            });
    assertNothingWritten();
  }

  @Test
  void defragmentationThatTheMembersPageTellsOfIsWaitedFor() {
    etcd.page()
        .text("etcd_server_quota_backend_bytes " + QUOTA + "\netcd_disk_defrag_inflight 1\n");

    assertRefusedBy(Guard.DEFRAG_RUNNING, recoverer.run());
    assertNothingWritten();
  }

  @Test
  void dataDiskNeedsRoomForOneCopy() {
    recoverer.dryRun().dataDir(folder);

    assertThat(onlyCause(recoverer.free(0).run()).why())
        .startsWith("a defragmentation needs ")
        .endsWith(" free in " + folder + " for its copy, and 0 B is");
    assertThat(recoverer.free(QUOTA).run()).isInstanceOf(RecoverEnd.Planned.class);
    assertNothingWritten();
  }

  @Test
  void unknownQuotaIsRefusedWithTheFlagThatTellsIt() {
    etcd.page().text("");

    assertThat(recoverer.run())
        .isInstanceOfSatisfying(
            RecoverEnd.NotBegun.class,
            refused -> assertThat(refused.causes().get(0).advice()).contains("--quota-bytes"));
    assertNothingWritten();
  }

  @Test
  void thatTheLiveDataIsUnknownIsSaidBeforeAnythingIsChanged() {
    // Given a scan that is refused
    recoverer.beforeScan(
        () ->
            etcd.etcd()
                .mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED)));
    List<LiveData> told = new ArrayList<>();
    recoverer.onPlan(
        plan -> {
          told.add(plan.live());
          assertNothingWritten();
          assertThat(plan.members().get(0).sizeAfter()).isEmpty();
          assertThat(plan.members().get(0).copyBytes()).isEmpty();
        });

    // When
    assertThat(recoverer.dryRun().run()).isInstanceOf(RecoverEnd.Planned.class);

    // Then
    assertThat(told)
        .singleElement()
        .satisfies(live -> assertThat(live.unknownWhy()).contains("permission denied"));
    assertNothingWritten();
  }

  /** The file takes a write beside any value that is not larger than etcd recommends. */
  @Test
  void whereTheQuotaIsLargeTheAlarmIsTakenBackWithoutReadingTheKeys() {
    etcd.etcd().state().size(QUOTA, QUOTA);
    etcd.page().text("etcd_server_quota_backend_bytes " + 2 * QUOTA);
    AtomicInteger scans = new AtomicInteger();
    List<Boolean> disarmOnly = new ArrayList<>();
    recoverer
        .dryRun()
        .beforeScan(scans::incrementAndGet)
        .onPlan(plan -> disarmOnly.add(plan.disarmOnly()));

    assertThat(recoverer.run()).isInstanceOf(RecoverEnd.Planned.class);
    assertThat(scans).hasValue(0);

    // And with less room than that they are read
    etcd.page().text("etcd_server_quota_backend_bytes " + QUOTA * 3 / 2);
    assertThat(recoverer.run()).isInstanceOf(RecoverEnd.Planned.class);
    assertThat(scans).hasValue(1);
    assertThat(disarmOnly).containsExactly(true, true);
  }

  static Stream<FakeSnapshot> broken() {
    FakeSnapshot whole = FakeSnapshot.whole(20);
    return Stream.of(
        whole.cutAfter(7, Status.UNAVAILABLE.withDescription("transport is closing")),
        whole.cutAfter(7, Status.OK),
        whole.cutAfter(20, Status.OK),
        whole.cutAfter(0, Status.OK),
        whole.withTwice(3));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void snapshotThatIsNotWholeIsRemovedAndNothingIsChanged(FakeSnapshot snapshot) {
    etcd.etcd().state().snapshot(snapshot);

    assertThat(recoverer.snapshotInto(folder).run())
        .isInstanceOfSatisfying(
            RecoverEnd.Failed.class, failed -> assertThat(failed.step()).isEqualTo(Step.SNAPSHOT));

    assertThat(folder).isEmptyDirectory();
    assertNothingWritten();
  }

  @Test
  void wholeSnapshotIsKeptWhenTheNextStepFails() throws Exception {
    etcd.etcd().state().snapshot(FakeSnapshot.whole(20));
    etcd.etcd()
        .mode(
            KVGrpc.getCompactMethod(),
            new FakeMode.Fail(Status.UNKNOWN.withDescription("etcdserver: not capable")));

    assertThat(recoverer.snapshotInto(folder).run())
        .isInstanceOfSatisfying(
            RecoverEnd.Failed.class, failed -> assertThat(failed.step()).isEqualTo(Step.COMPACT));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .singleElement()
          .satisfies(file -> assertThat(SnapshotFile.whole(file)).isTrue());
    }
    assertThat(etcd.etcd().calls(MaintenanceGrpc.getDefragmentMethod())).isZero();
    assertThat(etcd.etcd().calls(MaintenanceGrpc.getAlarmMethod())).isZero();
  }

  /** Rests pass in a moment, and count in full. */
  private static class Hurried implements Sleeper {
    private Duration passed = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      passed = passed.plus(duration);
      Sleeper.system().sleep(Duration.ofMillis(1));
    }

    @Override
    public Duration elapsed() {
      return passed;
    }
  }

  @Test
  void snapshotOfWhichNoByteComesForAMinuteIsGivenUpAndNothingIsChanged() {
    etcd.etcd().mode(MaintenanceGrpc.getSnapshotMethod(), new FakeMode.Hang());
    Hurried time = new Hurried();
    List<Duration> begun = new ArrayList<>();
    recoverer
        .sleeper(time)
        .onEntry(
            entry -> {
              if (entry.step() == Step.SNAPSHOT && entry.outcome().equals("begun")) {
                begun.add(time.elapsed());
              }
            });

    RecoverEnd end = recoverer.snapshotInto(folder).run();

    assertThat(end)
        .isInstanceOfSatisfying(
            RecoverEnd.Failed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo(Step.SNAPSHOT);
              assertThat(failed.cause().why())
                  .isEqualTo("no byte of the snapshot arrived for 60 seconds");
            });
    assertThat(time.elapsed().minus(begun.get(0)))
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
    assertThat(folder).isEmptyDirectory();
    assertNothingWritten();
  }

  @Test
  void stopDuringTheSnapshotRemovesIt() {
    etcd.etcd().mode(MaintenanceGrpc.getSnapshotMethod(), new FakeMode.Hang());
    recoverer.onEntry(
        entry -> {
          if (entry.step() == Step.SNAPSHOT) {
            recoverer.stop();
          }
        });

    assertThat(recoverer.snapshotInto(folder).run())
        .isInstanceOfSatisfying(
            RecoverEnd.Stopped.class,
            stopped -> {
              assertThat(stopped.next()).isEqualTo(Step.SNAPSHOT);
              assertThat(stopped.goesOn()).isEmpty();
            });
    assertThat(folder).isEmptyDirectory();
    assertNothingWritten();
  }
}
