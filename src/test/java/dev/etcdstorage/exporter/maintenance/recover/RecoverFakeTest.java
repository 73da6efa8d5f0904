package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.Guard;
import dev.etcdstorage.exporter.maintenance.Waiting;
import dev.etcdstorage.exporter.testkit.AlarmText;
import dev.etcdstorage.exporter.testkit.EtcdErrors;
import dev.etcdstorage.exporter.testkit.FakeMember;
import dev.etcdstorage.exporter.testkit.FakeMode;
import dev.etcdstorage.exporter.testkit.FakeSnapshot;
import dev.etcdstorage.exporter.testkit.FakeState;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
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

  @Test
  void corruptStopsItBeforeItsFirstWrite() {
    etcd.etcd().state().errors(AlarmText.newer(0xa1, "NOSPACE"), AlarmText.newer(0xa2, "CORRUPT"));

    assertThat(recoverer.snapshotInto(folder).run())
        .isInstanceOfSatisfying(
            RecoverEnd.Refused.class,
            refused -> assertThat(refused.refusal().guard()).isEqualTo(Guard.CORRUPT_ALARM));

    assertNothingWritten();
    assertThat(etcd.etcd().calls(MaintenanceGrpc.getSnapshotMethod())).isZero();
    assertThat(recoverer.audit).isEmpty();
  }

  @Test
  void versionThatADefragmentationMayCorruptIsRefused() {
    etcd.etcd().state().version("3.5.5");

    assertThat(recoverer.run())
        .isInstanceOfSatisfying(
            RecoverEnd.Refused.class,
            refused -> assertThat(refused.refusal().guard()).isEqualTo(Guard.UNSAFE_VERSION));
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
    assertThat(recoverer.run())
        .isInstanceOfSatisfying(
            RecoverEnd.Refused.class,
            refused -> assertThat(refused.refusal().guard()).isEqualTo(Guard.CATCHING_UP));
    assertNothingWritten();

    etcd.etcd().state().version("3.5.23");
    assertThat(recoverer.run()).isNotInstanceOf(RecoverEnd.Refused.class);
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
  private static final class Hurried implements Waiting {
    private Duration passed = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public void rest(Duration duration) throws InterruptedException {
      passed = passed.plus(duration);
      Waiting.system().rest(Duration.ofMillis(1));
    }

    @Override
    public Duration running() {
      return passed;
    }
  }

  @Test
  void snapshotOfWhichNoByteComesForAMinuteIsGivenUpAndNothingIsChanged() {
    etcd.etcd().mode(MaintenanceGrpc.getSnapshotMethod(), new FakeMode.Hang());
    Hurried time = new Hurried();
    List<Duration> begun = new ArrayList<>();
    recoverer
        .waiting(time)
        .onEntry(
            entry -> {
              if (entry.step() == Step.SNAPSHOT && entry.outcome().equals("begun")) {
                begun.add(time.running());
              }
            });

    RecoverEnd end = recoverer.snapshotInto(folder).run();

    assertThat(end)
        .isInstanceOfSatisfying(
            RecoverEnd.Failed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo(Step.SNAPSHOT);
              assertThat(failed.cause().why())
                  .isEqualTo("no byte of the snapshot came for 60 seconds");
            });
    assertThat(time.running().minus(begun.get(0)))
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
