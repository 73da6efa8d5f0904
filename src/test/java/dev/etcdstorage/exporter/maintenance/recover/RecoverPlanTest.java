package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import dev.etcdstorage.exporter.sample.Quota;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is worth doing, and what it needs. */
class RecoverPlanTest {
  private static final long MIB = ClusterFixture.MIB;
  private static final long GIB = 1024 * MIB;

  private final ClusterFixture cluster = new ClusterFixture(1);

  private RecoverPlan plan() {
    return RecoverPlan.of(cluster.sample(), LiveData.unknown("not read"), 100, 0);
  }

  private MemberPlan member(long size, long inUse) {
    cluster.member(1).size = size;
    cluster.member(1).inUse = inUse;
    return MemberPlan.asItIs(cluster.member(1).sample());
  }

  @Test
  void snapshotLeavesRoomForOneCopyAndAGibibyteMore() {
    member(400 * MIB, 100 * MIB);

    assertThat(plan().diskNeededBytes()).isEqualTo(400 * MIB + 100 * MIB + GIB);
  }

  /** The fixture's members are reached without TLS, those of RecoverTextTest with it. */
  @Test
  void snapshotIsReckonedAtTheRateThatIsTold() {
    member(4_000 * MIB, 100 * MIB);

    assertThat(plan().snapshotByTls()).isFalse();
    assertThat(plan().snapshotBytesASecond()).isEqualTo(200 * MIB);
    assertThat(plan().snapshotTime()).isEqualTo(Duration.ofSeconds(1 + 20));
  }

  @Test
  void copyIsOfWhatWillBeLeftWhereThatIsKnown() {
    member(400 * MIB, 100 * MIB);
    LiveData live = new LiveData(OptionalLong.of(30 * MIB), OptionalLong.of(0), Map.of(), "");

    RecoverPlan plan = RecoverPlan.of(cluster.sample(), live, 100, 0);

    assertThat(plan.copyBytes()).isEqualTo(30 * MIB);
  }

  @Test
  void fileThatGivesBackMoreThanATenthIsWorthADefragmentation() {
    assertThat(member(100 * MIB, 89 * MIB).worthDefragmenting()).isTrue();
    assertThat(member(100 * MIB, 90 * MIB).worthDefragmenting()).isFalse();
    assertThat(member(100 * MIB, 60 * MIB).worthDefragmenting()).isTrue();
  }

  @Test
  void fileThatGivesBackLessThanAQuarterMebibyteIsNot() {
    assertThat(member(MIB, MIB - (256 << 10)).worthDefragmenting()).isFalse();
    assertThat(member(MIB, MIB - (256 << 10) - 1).worthDefragmenting()).isTrue();
  }

  @Test
  void learnerIsNeverDefragmented() {
    cluster.member(1).learner = true;

    assertThat(member(400 * MIB, 10 * MIB).worthDefragmenting()).isFalse();
  }

  /** All 100 revisions are kept; 1 MiB lives, 99 MiB are history. */
  @Test
  void ofTheHistoryAsMuchStaysAsOfTheRevisions() {
    member(400 * MIB, 100 * MIB);
    LiveData live = new LiveData(OptionalLong.of(MIB), OptionalLong.of(0), Map.of(), "");

    assertThat(sizeAfter(live, 0)).hasValue(MIB);
    assertThat(sizeAfter(live, 30)).hasValue(MIB + Math.round(0.3 * 99 * MIB));
    assertThat(sizeAfter(live, 1_000)).hasValue(100 * MIB);
  }

  private OptionalLong sizeAfter(LiveData live, long keepRevisions) {
    return RecoverPlan.of(cluster.sample(), live, 100, keepRevisions).members().get(0).sizeAfter();
  }

  @Test
  void planSeenAgainKeepsItsRevision() {
    RecoverPlan plan = RecoverPlan.of(cluster.sample(), LiveData.unknown("not read"), 100, 30);

    assertThat(plan.compactTo()).isEqualTo(70);
    assertThat(plan.seenAgain(cluster.sample())).isEqualTo(plan);
  }

  private static LiveData live(long fileBytes, long leafBytes) {
    return new LiveData(OptionalLong.of(fileBytes), OptionalLong.of(leafBytes), Map.of(), "");
  }

  private void quota(long bytes) {
    cluster.member(1).quota = Optional.of(new Quota(bytes, Quota.Source.METRICS));
  }

  @Test
  void ofASmallQuotaLittleHistoryIsWorthARun() {
    member(100 * MIB, 95 * MIB);
    RecoverPlan unlimited = RecoverPlan.of(cluster.sample(), live(20 * MIB, 0), 100, 0);
    quota(512 * MIB);
    RecoverPlan small = RecoverPlan.of(cluster.sample(), live(20 * MIB, 0), 100, 0);

    assertThat(unlimited.needed()).isFalse();
    assertThat(small.needed()).isTrue();
  }

  /** Nine tenths of the quota are 57 MiB; the file has 50. */
  @Test
  void alarmAloneIsTakenBackOnlyWhereOneWriteFitsIn() {
    member(50 * MIB, 40 * MIB);
    quota(64 * MIB);
    cluster.member(1).alarms = List.of(new RaisedAlarm(Alarm.NOSPACE, 1));

    assertThat(RecoverPlan.of(cluster.sample(), live(30 * MIB, 7 * MIB), 100, 0).disarmOnly())
        .isTrue();
    assertThat(RecoverPlan.of(cluster.sample(), live(30 * MIB, 8 * MIB), 100, 0).disarmOnly())
        .isFalse();
  }

  @Test
  void compactionIsReckonedByTheRevisionsThatGo() {
    assertThat(RecoverPlan.of(cluster.sample(), live(MIB, 0), 400_000, 0).compactionTime())
        .isEqualTo(Duration.ofSeconds(1 + 10));
  }

  @Test
  void snapshotIsOfTheFollowerThatIsFurthestOnEvenIfItIsBehindTheLeader() {
    ClusterFixture three = new ClusterFixture(3);
    three.member(2).applied = 9_998;
    three.member(3).applied = 9_999;

    assertThat(RecoverPlan.source(three.sample()).member()).isEqualTo("etcd-3");
    assertThat(RecoverPlan.source(cluster.sample()).member()).isEqualTo("etcd-1");
  }

  @Test
  void memberThatDoesNotAnswerHasNoPlan() {
    ClusterFixture three = new ClusterFixture(3);
    three.member(2).answers = false;

    assertThat(RecoverPlan.of(three.sample(), live(MIB, 0), 100, 0).members())
        .extracting(MemberPlan::name)
        .containsExactly("etcd-1", "etcd-3");
  }
}
