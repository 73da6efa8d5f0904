package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer.Result;
import dev.etcdstorage.exporter.maintenance.guard.RaftChecks;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.PeerLines;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A member that is behind, in a real cluster: the line on which the leader sends it entries carries
 * none, all other lines and all clients are served. It hears its leader and answers, so that
 * nothing is wrong with it but that it is late, for as long as the test looks. On 3.5, whose
 * connections between members the test knows, and on 3.5.16 for the fault that 3.5.23 mended.
 */
class LateMemberIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** A tenth of it is worth a defragmentation, so that little has to be written. */
  private static final long QUOTA = 64 << 20;

  private static RealEtcd late(RealCluster etcd) {
    // Reads begin with the first member of the list, and one that is late takes long over them.
    return etcd.followers().get(1);
  }

  private static void assertNobodyBegan(RealCluster etcd) {
    assertThat(etcd.members())
        .allSatisfy(member -> assertThat(member.log()).doesNotContain("starting defragment"));
  }

  private static void assertAllAreDefragmented(Defragmented seen) throws InterruptedException {
    Poll.until(
        () -> "nothing is in the way any more: " + seen.defrag.plan().guards(),
        SOON,
        () -> seen.refusals().isEmpty());
    assertThat(seen.ran()).isInstanceOf(RunEnd.Finished.class);
    assertThat(seen.heard).filteredOn(said -> said.endsWith(" done")).hasSize(3);
  }

  @Test
  void memberThatIsBehindWhatIsCommittedKeepsTheRunFromBeginning() throws InterruptedException {
    EtcdLaunch launch = EtcdLaunch.of(EtcdBinaries.newest("3.5")).quotaBytes(QUOTA);
    try (PeerLines lines = new PeerLines();
        RealCluster etcd = RealCluster.start(launch, 3, lines)) {
      Defragmented.fragment(etcd.members(), 2, 16);
      RealEtcd leader = etcd.leader();
      RealEtcd late = late(etcd);
      try (Writer writer = Writer.to(leader.endpoint());
          Defragmented seen = Defragmented.of(leader.endpoint())) {
        assertThat(seen.refusals()).isEmpty();

        // Given a follower that has got none of the last entries
        lines.keepEntriesFrom(late);
        writer.fill("/entry/", RaftChecks.MOST_ENTRIES_BEHIND + 500, 16);

        // Then it is the one thing that is wrong
        assertThat(seen.defrag.plan().refusals())
            .singleElement()
            .satisfies(
                refusal -> {
                  assertThat(refusal.guard()).isEqualTo(Guard.APPLY_LAG);
                  assertThat(refusal.why()).startsWith(late.name() + ": up to 1");
                });
        ShownGuard.assertSaidByAll(Guard.APPLY_LAG, leader.endpoint());
        assertNobodyBegan(etcd);

        // and when it has caught up, the run goes
        lines.letEntriesPass();
        assertAllAreDefragmented(seen);
      }
    }
  }

  /** On a version with etcd#20659; so few entries behind that no other guard minds. */
  @Test
  void snapshotUnderWayKeepsTheRunFromBeginningWhereTheVersionMinds() throws InterruptedException {
    EtcdLaunch launch =
        EtcdLaunch.of(EtcdBinaries.exactly("3.5.16"))
            .quotaBytes(QUOTA)
            .flag("--snapshot-count=50")
            .flag("--experimental-snapshot-catchup-entries=10");
    try (PeerLines lines = new PeerLines();
        RealCluster etcd = RealCluster.start(launch, 3, lines)) {
      Defragmented.fragment(etcd.members(), 2, 16);
      RealEtcd leader = etcd.leader();
      try (Writer writer = Writer.to(leader.endpoint());
          Defragmented seen = Defragmented.of(leader.endpoint())) {
        assertThat(seen.refusals()).isEmpty();
        assertThat(seen.defrag.plan().guards())
            .filteredOn(answer -> answer.result() == Result.WARN)
            .extracting(GuardAnswer::guard)
            .containsExactly(Guard.CATCHING_UP);

        // Given a follower that the leader's log does not reach back to any more
        lines.keepEntriesFrom(late(etcd));
        writer.fill("/entry/", 300, 16);
        lines.letSnapshotsCrawl();
        lines.letEntriesPass();
        Poll.until(
            () -> "a snapshot is under way: " + seen.defrag.plan().guards(),
            SOON,
            () -> !seen.refusals().isEmpty());

        // Then that is the one thing that is wrong
        assertThat(seen.defrag.plan().refusals())
            .singleElement()
            .satisfies(
                refusal -> {
                  assertThat(refusal.guard()).isEqualTo(Guard.CATCHING_UP);
                  assertThat(refusal.why())
                      .contains(leader.name() + " has a snapshot under way", "etcd#20659");
                });
        ShownGuard.assertSaidByAll(Guard.CATCHING_UP, leader.endpoint());
        assertNobodyBegan(etcd);

        // and when it has got its snapshot, the run goes
        lines.letSnapshotsPass();
        assertAllAreDefragmented(seen);
        assertThat(etcd.members())
            .extracting(member -> member.etcdctl().count("/entry/"))
            .containsExactlyElementsOf(List.of(300L, 300L, 300L));
      }
    }
  }
}
