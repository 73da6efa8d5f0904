package dev.etcdstorage.exporter.maintenance.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer.Result;
import dev.etcdstorage.exporter.maintenance.guard.GuardInputs.DataDisk;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.EndpointWarning.Problem;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each guard by itself: it speaks of its own trouble, and no other does. */
class GuardsTest {
  private final ClusterFixture seen = new ClusterFixture(3);

  private List<GuardAnswer> answers() {
    List<MemberSample> due =
        seen.sample().members().stream().filter(m -> m.outcome().reached().isPresent()).toList();
    return Guards.ask(seen.inputs(due));
  }

  private GuardAnswer answer(Guard guard) {
    return answers().stream().filter(a -> a.guard() == guard).findFirst().orElseThrow();
  }

  private void assertRefusedOnlyBy(Guard guard, String... why) {
    assertThat(answers())
        .filteredOn(GuardAnswer::refuses)
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.guard()).isEqualTo(guard);
              assertThat(answer.why()).contains(why);
            });
  }

  @Test
  void everyGuardAnswersOnceAndAHealthyClusterPasses() {
    assertThat(answers()).extracting(GuardAnswer::guard).containsExactly(Guard.values());
    assertThat(answers()).noneMatch(GuardAnswer::refuses);
  }

  @Test
  void memberThatDoesNotAnswer() {
    seen.member(2).answers = false;
    seen.member(2).defragmenting = Optional.empty();
    assertRefusedOnlyBy(
        Guard.MEMBER_UNREACHABLE,
        "etcd-2 at http://127.0.0.1:2380 does not answer (no answer in time: paused");
  }

  @Test
  void memberOfTheListThatCannotBeAsked() {
    seen.unwatched.add(unwatched(true, Why.WRONG_ADDRESS));
    assertRefusedOnlyBy(
        Guard.MEMBER_UNREACHABLE, "etcd-4 is not watched", "leads to another member");
  }

  @Test
  void voterThatNeverStarted() {
    seen.unwatched.add(unwatched(true, Why.NEVER_STARTED));
    assertRefusedOnlyBy(Guard.MEMBER_UNREACHABLE, "etcd-4 was added and never started");
  }

  @Test
  void learnerThatNeverStartedIsNotWaitedFor() {
    seen.unwatched.add(unwatched(false, Why.NEVER_STARTED));
    assertThat(answers()).noneMatch(GuardAnswer::refuses);
  }

  @Test
  void proxyInTheWayOfTheMembers() {
    Endpoint proxy = new Endpoint(false, "10.0.0.9", 2379);
    seen.warnings.add(new EndpointWarning(proxy, Problem.SEVERAL_MEMBERS, proxy));
    assertRefusedOnlyBy(
        Guard.MEMBER_UNREACHABLE, "http://10.0.0.9:2379 leads to several members in turn");
  }

  /** Another address that leads to a member that is seen anyway hides nobody. */
  @Test
  void twoAddressesOfOneMemberDoNotMatter() {
    Endpoint second = new Endpoint(false, "10.0.0.9", 2379);
    seen.warnings.add(new EndpointWarning(second, Problem.SAME_MEMBER, seen.member(1).endpoint()));
    assertThat(answers()).noneMatch(GuardAnswer::refuses);
  }

  private static UnwatchedMember unwatched(boolean voter, Why why) {
    return new UnwatchedMember(4, "etcd-4", voter, List.of("http://localhost:2379"), why);
  }

  @Test
  void membersThatNameDifferentLeaders() {
    seen.member(2).leader = 3;
    assertRefusedOnlyBy(Guard.NO_AGREED_LEADER, "do not agree");
  }

  @Test
  void noLeaderAtAll() {
    seen.members.forEach(member -> member.leader = 0);
    assertRefusedOnlyBy(Guard.NO_AGREED_LEADER, "do not agree");
  }

  @Test
  void readThatNoMajorityConfirms() {
    seen.confirmed = Answer.refused(Reason.TIMEOUT, "deadline exceeded");
    assertRefusedOnlyBy(Guard.NO_QUORUM, "deadline exceeded");
  }

  @Test
  void corruptAlarm() {
    seen.raise(Alarm.CORRUPT);
    assertRefusedOnlyBy(Guard.CORRUPT_ALARM, "CORRUPT is raised");
  }

  @Test
  void noSpaceAlarmIsForRecover() {
    seen.raise(Alarm.NOSPACE);
    assertRefusedOnlyBy(Guard.NOSPACE_ALARM, "recover");
  }

  @Test
  void memberBehindWhatTheOthersKnowToBeCommitted() {
    // It is in step with what it knows itself, which is old.
    seen.member(3).committed = 8_000;
    seen.member(3).applied = 8_000;
    assertRefusedOnlyBy(Guard.APPLY_LAG, "etcd-3: up to 2000 entries behind");
  }

  @Test
  void fewEntriesBehindIsHowEveryBusyMemberLooks() {
    seen.member(3).applied -= RaftChecks.MOST_ENTRIES_BEHIND;
    assertThat(answer(Guard.APPLY_LAG).result()).isEqualTo(Result.PASS);
  }

  @Test
  void defragmentationByTheMembersOwnPage() {
    seen.pages.put(
        seen.member(2).endpoint(), new MetricsPage(OptionalLong.empty(), Optional.of(true), 0));
    assertRefusedOnlyBy(Guard.DEFRAG_RUNNING, "already being defragmented: etcd-2");
  }

  @Test
  void versionThatADefragmentationCorrupts() {
    for (String version : List.of("3.5.0", "3.5.5")) {
      seen.member(2).version = version;
      assertThat(answer(Guard.UNSAFE_VERSION).refuses()).isTrue();
      assertThat(answer(Guard.UNSAFE_VERSION).why())
          .contains("etcd-2 runs " + version, "etcd#14733", "3.5.6");
    }
    for (String version : List.of("3.4.23", "3.5.6", "3.5.30", "3.6.0")) {
      seen.member(2).version = version;
      assertThat(answer(Guard.UNSAFE_VERSION).refuses()).isFalse();
    }
  }

  @Test
  void textThatIsNoVersionIsWarnedOf() {
    seen.member(2).version = "unknown";
    assertThat(answer(Guard.UNSAFE_VERSION).result()).isEqualTo(Result.WARN);
  }

  @Test
  void oldVersionIsWarnedOfWhileNobodyCatchesUp() {
    seen.member(2).version = "3.5.16";
    assertThat(answer(Guard.CATCHING_UP).result()).isEqualTo(Result.WARN);
    assertThat(answer(Guard.CATCHING_UP).why())
        .contains("etcd-2 runs 3.5.16", "etcd#20659", "without the metrics pages");
  }

  @Test
  void oldVersionIsRefusedWhileASnapshotIsUnderWay() {
    seen.member(2).version = "3.5.16";
    seen.pages.put(
        seen.member(1).endpoint(),
        new MetricsPage(OptionalLong.empty(), Optional.of(false), 0, 1, OptionalLong.empty()));
    assertRefusedOnlyBy(Guard.CATCHING_UP, "etcd-1 has a snapshot under way", "etcd#20659");
  }

  @Test
  void oldVersionIsRefusedWhileAMemberIsTooFarBehindForTheLog() {
    seen.member(2).version = "3.4.23";
    seen.member(3).applied = 4_000;
    assertThat(answer(Guard.CATCHING_UP).refuses()).isTrue();
    assertThat(answer(Guard.CATCHING_UP).why()).contains("etcd-3 is 6000 entries behind");
  }

  /** A learner, or a voter whose file is small, may be the one that catches up. */
  @Test
  void oldVersionThatIsNotDueIsLookedAtToo() {
    seen.member(3).version = "3.6.4";
    seen.member(3).learner = true;
    seen.pages.put(
        seen.member(1).endpoint(),
        new MetricsPage(OptionalLong.empty(), Optional.of(false), 0, 1, OptionalLong.empty()));

    List<GuardAnswer> answers = Guards.ask(seen.inputs(List.of(seen.member(1).sample())));

    assertThat(answers)
        .filteredOn(GuardAnswer::refuses)
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.guard()).isEqualTo(Guard.CATCHING_UP);
              assertThat(answer.why()).contains("etcd-3 runs 3.6.4");
            });
  }

  /** As many entries as the leader keeps: one fewer, and a snapshot would not be needed. */
  @Test
  void memberThatTheLeadersLogStillReachesNeedsNoSnapshot() {
    seen.member(2).version = "3.4.23";
    seen.member(3).applied = 5_000;
    assertThat(answer(Guard.CATCHING_UP).result()).isEqualTo(Result.WARN);
    seen.member(3).applied = 4_999;
    assertThat(answer(Guard.CATCHING_UP).refuses()).isTrue();
  }

  @Test
  void withAllPagesReadItIsSaidThatNobodyCatchesUp() {
    seen.member(2).version = "3.5.16";
    seen.members.forEach(
        member ->
            seen.pages.put(
                member.endpoint(), new MetricsPage(OptionalLong.empty(), Optional.of(false), 0)));
    assertThat(answer(Guard.CATCHING_UP).why()).startsWith("no member is catching up now; ");
    seen.pages.remove(seen.member(3).endpoint());
    assertThat(answer(Guard.CATCHING_UP).why()).contains("without the metrics pages of etcd-3;");
  }

  @Test
  void versionsThatCanBeReadAndHaveNoDefectPass() {
    assertThat(answer(Guard.UNSAFE_VERSION).result()).isEqualTo(Result.PASS);
  }

  @Test
  void snapshotDoesNotMatterToFixedVersions() {
    seen.pages.put(
        seen.member(1).endpoint(),
        new MetricsPage(OptionalLong.empty(), Optional.of(false), 0, 1, OptionalLong.empty()));
    assertThat(answer(Guard.CATCHING_UP).result()).isEqualTo(Result.PASS);
  }

  @Test
  void learnerThatIsToBeDefragmented() {
    seen.member(3).learner = true;
    assertRefusedOnlyBy(Guard.LEARNER, "etcd-3 cannot be defragmented");
  }

  @Test
  void learnerThatIsNotDueIsLeftOut() {
    seen.member(3).learner = true;
    List<MemberSample> voters = seen.sample().voters();

    assertThat(Guards.ask(seen.inputs(voters)))
        .filteredOn(answer -> answer.guard() == Guard.LEARNER)
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.result()).isEqualTo(Result.PASS);
              assertThat(answer.why()).isEqualTo("etcd-3 left out");
            });
  }

  @Test
  void withNothingDueNoDiskIsAskedFor() {
    assertThat(Guards.ask(seen.inputs(List.of())))
        .filteredOn(answer -> answer.guard() == Guard.DISK_SPACE)
        .singleElement()
        .satisfies(answer -> assertThat(answer.why()).isEqualTo("nothing is due"));
  }

  /** Whose directory it is, its endpoint says; the others' needs are not compared with it. */
  @Test
  void diskOfTheMemberWhoseDirectoryWasGiven() {
    seen.member(1).inUse = 300 * ClusterFixture.MIB;
    seen.disk =
        Optional.of(
            new DataDisk(
                seen.member(2).endpoint(), "/data", OptionalLong.of(174 * ClusterFixture.MIB)));
    assertThat(answer(Guard.DISK_SPACE).result()).isEqualTo(Result.PASS);
    assertThat(answer(Guard.DISK_SPACE).why()).startsWith("etcd-2: ");

    assertThat(Guards.ask(seen.inputs(List.of(seen.member(1).sample()))))
        .filteredOn(answer -> answer.guard() == Guard.DISK_SPACE)
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.result()).isEqualTo(Result.UNKNOWN);
              assertThat(answer.why()).contains("is not due");
            });
  }

  @Test
  void diskThatCannotBeSeenIsSaidSo() {
    assertThat(answer(Guard.DISK_SPACE).result()).isEqualTo(Result.UNKNOWN);
    assertThat(answer(Guard.DISK_SPACE).why()).contains("174 MiB");
  }

  @Test
  void diskWithoutRoomForTheCopy() {
    seen.disk =
        Optional.of(
            new DataDisk(
                seen.member(1).endpoint(), "/data", OptionalLong.of(173 * ClusterFixture.MIB)));
    assertRefusedOnlyBy(Guard.DISK_SPACE, "173 MiB free in /data, needs 174 MiB");
  }

  @Test
  void diskWithRoom() {
    seen.disk =
        Optional.of(
            new DataDisk(
                seen.member(1).endpoint(), "/data", OptionalLong.of(175 * ClusterFixture.MIB)));
    assertThat(answer(Guard.DISK_SPACE).result()).isEqualTo(Result.PASS);
  }

  @Test
  void dataDirectoryThatIsNotThere() {
    seen.disk =
        Optional.of(new DataDisk(seen.member(1).endpoint(), "/nowhere", OptionalLong.empty()));
    assertRefusedOnlyBy(Guard.DISK_SPACE, "/nowhere cannot be read");
  }

  @Test
  void singleMemberUnlessAllowed() {
    ClusterFixture one = new ClusterFixture(1);
    List<GuardAnswer> refused = Guards.ask(one.inputs(one.sample().members()));
    one.allowSingleMember = true;
    List<GuardAnswer> allowed = Guards.ask(one.inputs(one.sample().members()));

    assertThat(refused)
        .filteredOn(GuardAnswer::refuses)
        .extracting(GuardAnswer::guard)
        .containsExactly(Guard.SINGLE_MEMBER);
    assertThat(allowed).noneMatch(GuardAnswer::refuses);
    assertThat(allowed).extracting(GuardAnswer::result).contains(Result.WARN);
  }

  @Test
  void nothingIsSaidOfMembersThatSayNothing() {
    seen.members.forEach(
        member -> {
          member.answers = false;
          member.defragmenting = Optional.empty();
        });

    assertThat(answers())
        .filteredOn(answer -> answer.result() == Result.PASS)
        .extracting(GuardAnswer::guard)
        .containsExactly(
            Guard.DEFRAG_RUNNING,
            Guard.NO_QUORUM,
            Guard.KILL_SWITCH,
            Guard.LOCKED,
            Guard.TIME_WINDOW);
    assertThat(answers())
        .filteredOn(GuardAnswer::refuses)
        .extracting(GuardAnswer::guard)
        .containsExactly(Guard.MEMBER_UNREACHABLE, Guard.NO_AGREED_LEADER);
  }

  /** Before anybody is asked again: what a sample does not tell is not held against the run. */
  @Test
  void whatTheSampleAloneShows() {
    GuardSettings all = GuardSettings.of(MaintenanceSettings.DEFAULT);
    assertThat(seenAlone(all)).isEmpty();

    seen.member(2).answers = false;
    seen.member(2).defragmenting = Optional.of(true);
    seen.confirmed = Answer.refused(Reason.TIMEOUT, "deadline exceeded");
    seen.stop = Optional.of("the file /run/stop is there");

    assertThat(seenAlone(all))
        .extracting(Refusal::guard)
        .containsExactly(Guard.DEFRAG_RUNNING, Guard.MEMBER_UNREACHABLE);
  }

  private List<Refusal> seenAlone(GuardSettings settings) {
    ClusterSample sample = seen.sample();
    return Guards.refusals(
        Guards.ask(GuardInputs.ofSample(ClusterFixture.NOON, sample, sample.voters(), settings)));
  }

  @Test
  void killSwitch() {
    seen.stop = Optional.of("the file /run/stop is there");
    assertRefusedOnlyBy(Guard.KILL_SWITCH, "/run/stop");
  }

  @Test
  void lockOfSomebodyElse() {
    seen.lock = Optional.of(new Refusal(Guard.LOCKED, "serve on node-2 has the lock"));
    assertRefusedOnlyBy(Guard.LOCKED, "node-2");
  }

  @Test
  void windowThatClosed() {
    seen.window = Optional.of(TimeWindow.parse("02:00-05:00"));
    assertRefusedOnlyBy(Guard.TIME_WINDOW, "closed");
  }

  @Test
  void windowThatIsOpen() {
    seen.window = Optional.of(TimeWindow.parse("11:00-13:00"));
    assertThat(answer(Guard.TIME_WINDOW).result()).isEqualTo(Result.PASS);
  }
}
