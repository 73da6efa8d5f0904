package dev.etcdstorage.exporter.maintenance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.Etcdctl;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong while a member defragments: nothing is lost and no second member is touched. On
 * 3.5: the faults are of processes and networks, and RecoverFaultsIT has some of them on every
 * line.
 */
class DefragFaultsIT {
  private static final int LIVE_MIB = 96;
  private static final DefragLimits SHORT =
      new DefragLimits(space -> Duration.ofSeconds(2), Duration.ofSeconds(6));

  private final RealCluster etcd = RealCluster.start(EtcdBinaries.newest("3.5"), 3);

  @BeforeEach
  void fragment() {
    Defragmented.fragment(etcd.members(), LIVE_MIB, 128);
  }

  @AfterEach
  void stop() {
    etcd.close();
  }

  private RealEtcd named(MemberSample member) {
    return etcd.members().stream()
        .filter(m -> m.name().equals(member.member()))
        .findFirst()
        .orElseThrow();
  }

  private static int begun(RealEtcd member) {
    return member.log().split("starting defragment", -1).length - 1;
  }

  private static void whileItDefragments(RealEtcd member, Consumer<RealEtcd> fault) {
    var unused =
        CompletableFuture.runAsync(
            () -> {
              Poll.until(member + " defragments", Duration.ofSeconds(30), () -> begun(member) == 1);
              fault.accept(member);
            });
  }

  private void assertNothingLost() {
    etcd.leader();
    for (RealEtcd member : etcd.members()) {
      assertThat(member.etcdctl().count("/live/")).isEqualTo(LIVE_MIB * 4L);
    }
  }

  private int begun() {
    return etcd.members().stream().mapToInt(DefragFaultsIT::begun).sum();
  }

  @Test
  void formerLeaderIsKilledWhileItDefragments() throws InterruptedException {
    RealEtcd leader = etcd.leader();
    try (Defragmented run = Defragmented.of(leader.endpoint())) {
      run.onBegin =
          member -> {
            if (named(member) == leader) {
              whileItDefragments(
                  leader,
                  victim -> {
                    victim.kill9();
                    victim.restart();
                  });
            }
          };

      RunEnd end = run.ran();

      assertThat(end)
          .isInstanceOfSatisfying(
              RunEnd.Failed.class,
              failed -> {
                assertThat(failed.member()).isEqualTo(leader.name());
                assertThat(failed.last().detail()).contains("it was not defragmented");
              });
      assertThat(run.heard)
          .endsWith(
              leader.name() + " begins", leader.name() + " is overdue", leader.name() + " failed");
      assertNothingLost();
      // The lock is free, and what failed is known.
      assertThat(run.refusals()).isEmpty();
      assertThat(run.kept())
          .hasEntrySatisfying(leader.name(), last -> assertThat(last.succeeded()).isFalse());
    }
  }

  private static boolean copies(RealEtcd member) {
    try (Stream<Path> files = Files.list(member.dataDir().resolve("member/snap"))) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("db.tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stopped while it copies, and then killed where it stands: it stays for ever inside its copy.
   *
   * @param copying to be true at that moment
   */
  private static void killInsideItsCopy(RealEtcd member, AtomicBoolean copying) {
    Poll.until(member + " copies", Duration.ofSeconds(30), () -> copies(member));
    member.pause();
    copying.set(copies(member) && !member.log().contains("finished defragment"));
    member.kill9();
  }

  /** Leadership comes back to it after it was given away, so it leads while it defragments. */
  private void leadsAgain(RealEtcd member) {
    etcd.leader().etcdctl().moveLeader(member.memberId());
    assertThat(etcd.leader()).isSameAs(member);
  }

  @Test
  void memberThatLeadsIsKilledInsideItsCopy() throws InterruptedException {
    RealEtcd leader = etcd.leader();
    AtomicBoolean copying = new AtomicBoolean();
    try (Defragmented run = Defragmented.of(leader.endpoint())) {
      run.onBegin =
          member -> {
            if (named(member) == leader) {
              leadsAgain(leader);
              var unused =
                  CompletableFuture.runAsync(
                      () -> {
                        killInsideItsCopy(leader, copying);
                        leader.restart();
                      });
            }
          };

      RunEnd end = run.ran();

      assertThat(copying).isTrue();
      assertThat(end)
          .isInstanceOfSatisfying(
              RunEnd.Failed.class,
              failed -> {
                assertThat(failed.member()).isEqualTo(leader.name());
                assertThat(failed.last().detail()).isNotEmpty();
                assertThat(failed.done()).hasSize(3);
              });
      assertThat(run.heard)
          .endsWith(
              leader.name() + " begins", leader.name() + " is overdue", leader.name() + " failed");
      assertThat(begun()).isEqualTo(3);
      assertNothingLost();
      // The half copy is gone, the lock is free, and what failed is known.
      assertThat(copies(leader)).isFalse();
      assertThat(run.refusals()).isEmpty();
      assertThat(run.kept())
          .hasEntrySatisfying(leader.name(), last -> assertThat(last.succeeded()).isFalse());
    }
  }

  @Test
  void followerIsKilledInsideItsCopyAndNoOtherMemberIsTouched() throws InterruptedException {
    AtomicBoolean copying = new AtomicBoolean();
    try (Defragmented run = Defragmented.of(etcd.leader().endpoint())) {
      run.onBegin =
          member -> {
            var unused =
                CompletableFuture.runAsync(
                    () -> {
                      killInsideItsCopy(named(member), copying);
                      named(member).restart();
                    });
          };

      RunEnd end = run.ran();

      assertThat(copying).isTrue();
      assertThat(end)
          .isInstanceOfSatisfying(
              RunEnd.Failed.class, failed -> assertThat(failed.last().detail()).isNotEmpty());
      assertThat(run.heard).hasSize(3);
      assertThat(begun()).isEqualTo(1);
      assertNothingLost();
      assertThat(run.refusals()).isEmpty();
    }
  }

  @Test
  void newLeaderIsKilledWhileTheFormerOneDefragments() throws InterruptedException {
    RealEtcd former = etcd.leader();
    AtomicReference<@Nullable RealEtcd> killed = new AtomicReference<>();
    try (Defragmented run = Defragmented.of(former.endpoint())) {
      run.onBegin =
          member -> {
            if (named(member) == former) {
              RealEtcd next = etcd.leader();
              assertThat(next).isNotSameAs(former);
              whileItDefragments(
                  former,
                  busy -> {
                    next.kill9();
                    killed.set(next);
                  });
            }
          };

      // The third member and the one at work are a majority, and agree on a leader.
      RunEnd end = run.ran();

      assertThat(end).isInstanceOf(RunEnd.Finished.class);
      assertThat(end.done().values()).allMatch(DefragRecord::succeeded);
      assertThat(begun()).isEqualTo(3);
      assertThat(run.heard).endsWith(former.name() + " begins", former.name() + " done");
      // The next run would not begin, and says whom it misses.
      RealEtcd gone = requireNonNull(killed.get());
      assertThat(gone.isRunning()).isFalse();
      assertThat(run.defrag.plan().refusals())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.guard()).isEqualTo(Guard.MEMBER_UNREACHABLE);
                assertThat(refusal.why())
                    .startsWith(gone.name() + " at ")
                    .contains(" does not answer");
              });
      gone.restart();
      assertNothingLost();
      assertThat(run.refusals()).isEmpty();
    }
  }

  @Test
  void lockThatIsLostInsideTheRunEndsItBeforeTheNextMember() throws InterruptedException {
    Etcdctl etcdctl = etcd.etcdctl();
    try (Defragmented run = Defragmented.of(etcd.leader().endpoint())) {
      run.onBegin = member -> etcdctl.revokeLeases();

      RunEnd end = run.ran();

      assertThat(end)
          .isInstanceOfSatisfying(
              RunEnd.Refused.class,
              refused -> {
                assertThat(refused.done()).hasSize(1);
                assertThat(refused.refusal())
                    .isEqualTo(new Refusal(Guard.LOCKED, "this run lost the lock; it has expired"));
              });
      assertThat(begun()).isEqualTo(1);
      // It says so once, and not that a lock is left behind.
      assertThat(run.heard).hasSize(2).doesNotContain("lock is left");
      assertNothingLost();
      assertThat(run.refusals()).isEmpty();
    }
  }

  /**
   * etcd's leader keeps the time of all leases. It hangs, inside its copy, for longer than the lock
   * lives: another leader is elected and goes on with the lease, which is renewed through whoever
   * answers. A process that hangs as a whole answers no keep-alive either, so the call ends; what
   * became of it shows when it goes on.
   */
  @Test
  void lockOutlivesItsLeaseWhileTheLeaderHangsInItsCopy() throws Exception {
    RealEtcd leader = etcd.leader();
    Duration lives = Duration.ofSeconds(10);
    AtomicReference<Instant> hangs = new AtomicReference<>(Instant.MAX);
    try (Defragmented run = Defragmented.withLock(leader.endpoint(), lives);
        Defragmented other = Defragmented.of(etcd.followers().get(0).endpoint())) {
      run.onBegin =
          member -> {
            if (named(member) == leader) {
              leadsAgain(leader);
              whileItDefragments(
                  leader,
                  busy -> {
                    busy.pause();
                    hangs.set(Instant.now());
                  });
            }
          };
      CompletableFuture<RunEnd> end = started(run);
      Poll.until(
          () -> "the leader hangs for two lives of the lock: " + run.heard,
          Duration.ofMinutes(3),
          () -> Instant.now().isAfter(hangs.get().plus(lives.multipliedBy(2))));

      assertThat(etcd.leader()).isNotSameAs(leader);
      assertThat(other.refusals()).contains(Guard.LOCKED);
      assertThat(end).isNotDone();

      leader.resume();
      assertThat(end.get(60, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              RunEnd.Finished.class, finished -> assertThat(finished.done()).hasSize(3));
      assertThat(run.heard)
          .endsWith(leader.name() + " is overdue", leader.name() + " done")
          .doesNotContain("lock is left");
      assertNothingLost();
      assertThat(other.refusals()).isEmpty();
    }
  }

  private static CompletableFuture<RunEnd> started(Defragmented run) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return run.ran();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void followerThatIsPausedPastTheDeadlineIsWaitedFor() throws Exception {
    RealEtcd leader = etcd.leader();
    try (Defragmented run =
        Defragmented.of(leader.endpoint(), Defragmented.RULES, Sleeper.system(), SHORT)) {
      run.onBegin =
          member -> {
            if (begun() == 0) {
              whileItDefragments(named(member), RealEtcd::pause);
            }
          };
      CompletableFuture<RunEnd> end = started(run);
      Poll.until(
          () -> "it is overdue: " + run.heard,
          Duration.ofSeconds(60),
          () -> run.heard.stream().anyMatch(said -> said.endsWith("is overdue")));
      // Longer than a member that is gone would be waited for: the lock is still held.
      Instant patience = Instant.now().plus(SHORT.comesBack()).plusSeconds(3);
      try (Defragmented other = Defragmented.of(leader.endpoint())) {
        Poll.until(
            "the patience is over",
            Duration.ofSeconds(30),
            () -> Instant.now().isAfter(patience) && other.refusals().contains(Guard.LOCKED));
      }
      assertThat(end).isNotDone();
      assertThat(begun()).isEqualTo(1);

      etcd.members().stream().filter(RealEtcd::isPaused).forEach(RealEtcd::resume);

      // It is defragmented, and so the run goes on.
      assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(RunEnd.Finished.class);
      assertThat(begun()).isEqualTo(3);
      assertNothingLost();
    }
  }

  @Test
  void quorumThatIsLostEndsTheRun() throws InterruptedException {
    RealEtcd leader = etcd.leader();
    try (Defragmented run =
        Defragmented.of(leader.endpoint(), Defragmented.RULES, Sleeper.system(), SHORT)) {
      run.onBegin =
          member ->
              whileItDefragments(
                  named(member),
                  one -> etcd.members().stream().filter(m -> m != one).forEach(RealEtcd::kill9));

      RunEnd end = run.ran();

      assertThat(end)
          .isInstanceOfSatisfying(
              RunEnd.Failed.class,
              failed ->
                  assertThat(failed.last().detail()).contains("not healthy again within 6 s"));
      assertThat(begun()).isEqualTo(1);
      assertThat(run.heard).anyMatch(said -> said.endsWith("is not kept"));

      etcd.members().stream().filter(m -> !m.isRunning()).forEach(RealEtcd::start);
      etcd.members().forEach(RealEtcd::awaitReady);
      assertNothingLost();
    }
  }

  @Test
  void clockThatJumpsChangesNothing() throws InterruptedException {
    Instant start = Instant.now();
    Sleeper jumping =
        new Sleeper() {
          private int asked;

          @Override
          public Instant instant() {
            // Ahead by a day, and back, at every other look.
            return start.plus(Duration.ofDays(asked++ % 2));
          }

          @Override
          public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
          }
        };
    try (Defragmented run =
        Defragmented.of(
            etcd.leader().endpoint(), Defragmented.RULES, jumping, DefragLimits.USUAL)) {

      RunEnd end = run.ran();

      assertThat(end).isInstanceOf(RunEnd.Finished.class);
      assertThat(end.done().values())
          .allSatisfy(
              done -> assertThat(done.took()).isLessThan(Duration.ofMinutes(1)).isPositive());
      assertNothingLost();
    }
  }

  @Test
  void runThatIsStoppedKeepsTheLockUntilTheMemberAnswers() throws Exception {
    StoppableSleeper sleeper = new StoppableSleeper();
    RealEtcd leader = etcd.leader();
    try (Defragmented run =
        Defragmented.of(leader.endpoint(), Defragmented.RULES, sleeper, DefragLimits.USUAL)) {
      run.onBegin = member -> sleeper.stop();

      List<String> said = run.heard;
      assertThat(catchThrowable(() -> run.defrag.run(run.listener())))
          .isInstanceOf(InterruptedException.class);

      assertThat(said).hasSize(2);
      assertThat(said.get(1)).endsWith("is left");
      assertThat(begun()).isEqualTo(1);
      assertThat(
              etcd.members().stream()
                  .mapToInt(m -> m.log().split("finished defragment\"", -1).length - 1)
                  .sum())
          .isEqualTo(1);
      assertThat(run.refusals()).isEmpty();
    }
  }
}
