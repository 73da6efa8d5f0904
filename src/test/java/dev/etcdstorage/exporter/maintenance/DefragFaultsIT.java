package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.testkit.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.Poll;
import dev.etcdstorage.exporter.testkit.RealCluster;
import dev.etcdstorage.exporter.testkit.RealEtcd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong while a member defragments: nothing is lost and no second member is touched. */
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
                assertThat(failed.last().detail()).isNotEmpty();
              });
      assertThat(run.heard).endsWith(leader.name() + " begins", leader.name() + " failed");
      assertNothingLost();
      // The lock is free, and what failed is known.
      assertThat(run.refusals()).isEmpty();
      assertThat(run.kept())
          .hasEntrySatisfying(leader.name(), last -> assertThat(last.succeeded()).isFalse());
    }
  }

  @Test
  void followerThatIsPausedPastTheDeadlineIsWaitedFor() throws Exception {
    RealEtcd leader = etcd.leader();
    try (Defragmented run =
        Defragmented.of(leader.endpoint(), Defragmented.RULES, Waiting.system(), SHORT)) {
      run.onBegin = member -> whileItDefragments(named(member), RealEtcd::pause);
      CompletableFuture<RunEnd> end =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return run.ran();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
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

      RunEnd ended = end.get(60, TimeUnit.SECONDS);
      assertThat(ended)
          .isInstanceOfSatisfying(
              RunEnd.Failed.class,
              failed -> assertThat(failed.last().detail()).contains("no answer in time"));
      assertThat(begun()).isEqualTo(1);
      assertNothingLost();
    }
  }

  @Test
  void quorumThatIsLostEndsTheRun() throws InterruptedException {
    RealEtcd leader = etcd.leader();
    try (Defragmented run =
        Defragmented.of(leader.endpoint(), Defragmented.RULES, Waiting.system(), SHORT)) {
      run.onBegin =
          member ->
              whileItDefragments(
                  named(member),
                  one -> etcd.members().stream().filter(m -> m != one).forEach(RealEtcd::kill9));

      RunEnd end = run.ran();

      assertThat(end)
          .isInstanceOfSatisfying(
              RunEnd.Failed.class,
              failed -> assertThat(failed.last().detail()).contains("not healthy again within 6s"));
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
    Waiting jumping =
        new Waiting() {
          private int asked;

          @Override
          public Instant instant() {
            // Ahead by a day, and back, at every other look.
            return start.plus(Duration.ofDays(asked++ % 2));
          }

          @Override
          public void rest(Duration duration) throws InterruptedException {
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
    StoppableWaiting waiting = new StoppableWaiting();
    RealEtcd leader = etcd.leader();
    try (Defragmented run =
        Defragmented.of(leader.endpoint(), Defragmented.RULES, waiting, DefragLimits.USUAL)) {
      run.onBegin = member -> waiting.stop();

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
