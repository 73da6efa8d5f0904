package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import dev.etcdstorage.exporter.sample.Quota;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When all is well at the end, and the message if it is not. The members are at 100. */
class VerifyStepTest {
  private static final long MIB = ClusterFixture.MIB;

  private final ClusterFixture cluster = new ClusterFixture(3);

  private Optional<String> wrong(long revision, boolean mustBeSmall) {
    return VerifyStep.wrong(cluster.sample(), revision, mustBeSmall);
  }

  @Test
  void membersThatHaveWhatWasCommittedAreWell() {
    assertThat(wrong(100, true)).isEmpty();
    assertThat(wrong(99, true)).isEmpty();
  }

  @Test
  void memberThatHasNotComeSoFarIsTold() {
    assertThat(wrong(101, true)).contains("etcd-1 is at revision 100, the cluster at 101");
  }

  @Test
  void oneSilentMemberIsEnough() {
    cluster.member(2).answers = false;

    assertThat(wrong(100, true)).contains("etcd-2 does not answer");
  }

  @Test
  void anyAlarmIsTold() {
    cluster.member(3).alarms = List.of(new RaisedAlarm(Alarm.CORRUPT, 1));

    assertThat(wrong(100, true)).contains("etcd-3 lists CORRUPT");
  }

  @Test
  void fileIsToBeSmallWhereItWasToBeMadeSmall() {
    // Given nine tenths of the quota, then a byte more
    cluster.member(2).quota = Optional.of(new Quota(1_000 * MIB, Quota.Source.METRICS));
    cluster.member(2).size = 900 * MIB;
    assertThat(wrong(100, true)).isEmpty();
    cluster.member(2).size++;

    assertThat(wrong(100, true)).contains("etcd-2 is above 90% of its quota");
    assertThat(wrong(100, false)).isEmpty();
  }
}
