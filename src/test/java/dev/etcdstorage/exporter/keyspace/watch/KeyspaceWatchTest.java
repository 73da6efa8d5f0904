package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import dev.etcdstorage.exporter.testkit.util.ManualTime;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The loop through all that may befall it, with time and members that obey the test. */
class KeyspaceWatchTest {
  private static final int MAX_RESUME = 2_000;
  private static final Duration TICK = KeyspaceWatch.TICK;
  private static final Duration A_WHILE = Duration.ofSeconds(31);

  private final ManualTime time = new ManualTime();
  private final ScriptedMember first = new ScriptedMember(time, 1001);
  private final ScriptedMember second = new ScriptedMember(time, 1002);
  private final RecordingLogger log = new RecordingLogger();

  private KeyspaceWatch started(When when, ScriptedMember... members) {
    return started(when, UsableMembers.of(List.of(members)));
  }

  private KeyspaceWatch started(When when, UsableMembers members) {
    KeyspaceWatch watch =
        new KeyspaceWatch(
            members,
            new KeyspaceSettings(
                true,
                when,
                When.NEVER,
                ScanSettings.DEFAULT,
                MAX_RESUME,
                false,
                PrefixSettings.DEFAULT),
            new Prefixes(PrefixSettings.DEFAULT),
            WriteListener.NONE,
            new SerialExecutor(time),
            time,
            new Random(7),
            new WatchLog(log, Optional.of("prod")),
            TICK);
    watch.start();
    time.run();
    return watch;
  }

  private EtcdCluster cluster() {
    return new EtcdCluster() {
      @Override
      public EtcdMember member(Endpoint endpoint) {
        return endpoint.equals(first.endpoint()) ? first : second;
      }

      @Override
      public MemberControl control(Endpoint endpoint) {
        throw new AssertionError("A watch changes nothing");
      }
    };
  }

  private KeyspaceWatch started() {
    return started(When.ALWAYS, first);
  }

  /** Both have the same three revisions. */
  private KeyspaceWatch watchingTheFirstOfTwo() {
    KeyspaceWatch watch = started(When.ALWAYS, first, second);
    second.write(3);
    writesArrive(3);
    return watch;
  }

  private void writesArrive(int revisions) {
    first.write(revisions);
    time.run();
  }

  private static long events(KeyspaceWatch watch) {
    return watch.sample().writes().values().stream().mapToLong(w -> w.puts() + w.deletes()).sum();
  }

  private static void assertAccount(KeyspaceWatch watch, long seen, long missed, long events) {
    WatchSample sample = watch.sample();
    assertThat(List.of(sample.seen(), sample.missed(), events(watch)))
        .as("seen, missed, events")
        .containsExactly(seen, missed, events);
  }

  private long lines(String text) {
    return log.lines().stream().filter(line -> line.contains(text)).count();
  }

  @Test
  void countsFromNowOn() {
    // Given
    first.write(5);
    KeyspaceWatch watch = started();
    assertAccount(watch, 0, 0, 0);
    assertThat(watch.sample().part().working()).isTrue();

    // When
    first.write(3);
    first.write("/a", "-/b", "/c");
    time.run();

    // Then
    assertAccount(watch, 4, 0, 6);
    assertThat(first.starts).containsExactly(0L);
  }

  @Test
  void connectsOnceAMemberAnswers() {
    // Given
    first.answers = false;
    KeyspaceWatch watch = started();
    time.pass(Duration.ofMinutes(3));
    assertThat(watch.sample().part().working()).isFalse();
    assertThat(first.statusCalls).isBetween(10, 60);

    // When
    first.answers = true;
    time.pass(A_WHILE);

    // Then
    assertThat(watch.sample().part().working()).isTrue();
  }

  @Test
  void resumesAtTheNextRevisionAfterTheStreamBroke() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(3);

    // When
    first.breakStreams();
    first.write(4);
    time.pass(A_WHILE);
    writesArrive(1);

    // Then
    assertAccount(watch, 8, 0, 8);
    assertThat(first.starts).containsExactly(0L, 14L);
    assertThat(lines("the watch ended")).isEqualTo(1);
  }

  @Test
  void resumesThroughAnotherMember() {
    // Given
    KeyspaceWatch watch = watchingTheFirstOfTwo();

    // When
    first.answers = false;
    first.breakStreams();
    second.write(2);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 5, 0, 5);
    assertThat(second.starts).containsExactly(14L);
  }

  @Test
  void goesToAnotherMemberWhenItsOwnLosesTheLeader() {
    // Given
    KeyspaceWatch watch = watchingTheFirstOfTwo();

    // When the first is cut off from the others, which go on
    first.hasLeader = false;
    second.write(2);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 5, 0, 5);
    assertThat(first.starts).containsExactly(0L);
    assertThat(second.starts).containsExactly(14L);
    assertThat(lines("its member has no leader")).isEqualTo(1);
  }

  @Test
  void staysWhereItIsWhileNoMemberHasALeader() {
    // Given
    KeyspaceWatch watch = started(When.ALWAYS, first, second);

    // When the quorum is lost for a while
    first.hasLeader = false;
    second.hasLeader = false;
    time.pass(Duration.ofMinutes(10));
    first.hasLeader = true;
    first.write(3);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 3, 0, 3);
    assertThat(first.starts).containsExactly(0L);
    assertThat(second.starts).isEmpty();
    assertThat(lines("the watch ended")).isZero();
  }

  @Test
  void goesToAnotherMemberWhenItsOwnHangsAndStaysThere() {
    // Given
    KeyspaceWatch watch = watchingTheFirstOfTwo();

    // When the first is paused: its connection stays open and nothing answers
    first.answers = false;
    first.silence = Reason.TIMEOUT;
    first.mute = true;
    second.write(2);
    time.pass(Duration.ofSeconds(10));

    // Then
    assertAccount(watch, 5, 0, 5);
    assertThat(first.openStreams()).isZero();
    assertThat(second.starts).containsExactly(14L);
    assertThat(lines("its member does not answer, another does")).isEqualTo(1);

    // When the first is back
    first.answers = true;
    first.mute = false;
    time.pass(Duration.ofMinutes(10));

    // Then what works is left as it is
    assertThat(second.openStreams()).isEqualTo(1);
    assertThat(first.openStreams()).isZero();
  }

  @Test
  void staysWhereItIsWhileNoOtherMemberAnswers() {
    // Given
    KeyspaceWatch watch = started(When.ALWAYS, first, second);

    // When all hang, as in a defragmentation
    first.answers = false;
    second.answers = false;
    time.pass(Duration.ofMinutes(10));
    first.answers = true;
    first.write(3);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 3, 0, 3);
    assertThat(first.starts).containsExactly(0L);
    assertThat(lines("the watch ended")).isZero();
  }

  @Test
  void leavesAMemberThatWasRemovedThoughItAnswers() {
    // Given
    List<Endpoint> listed = new ArrayList<>(List.of(first.endpoint(), second.endpoint()));
    KeyspaceWatch watch = started(When.ALWAYS, UsableMembers.following(cluster(), () -> listed));
    first.write(3);
    second.write(3);
    time.run();

    // When
    listed.remove(first.endpoint());
    second.write(2);
    time.pass(Duration.ofSeconds(10));

    // Then
    assertAccount(watch, 5, 0, 5);
    assertThat(second.starts).containsExactly(14L);
    assertThat(lines("its member left the member list")).isEqualTo(1);
  }

  @Test
  void triesAnotherMemberWhereAWatchCannotBeEstablished() {
    // Given one that answers and does not watch
    first.refusesWatches = Optional.of(new Failure(Reason.UNREACHABLE, "why"));

    // When
    KeyspaceWatch watch = started(When.ALWAYS, first, second);
    time.pass(A_WHILE);

    // Then
    assertThat(watch.sample().part().working()).isTrue();
    assertThat(first.starts).hasSize(1);
    assertThat(second.starts).hasSize(1);
  }

  @Test
  void leavesAMemberThatFellSilentForAnotherAndTakesItAgainLater() {
    // Given
    KeyspaceWatch watch = started(When.ALWAYS, first, second);

    // When the first answers, and delivers nothing
    first.mute = true;
    first.write(2);
    second.write(2);
    time.pass(TICK.multipliedBy(6));

    // Then
    assertAccount(watch, 2, 0, 2);
    assertThat(second.openStreams()).isEqualTo(1);

    // When it is well again, and the second ends
    first.mute = false;
    second.breakStreams();
    time.pass(A_WHILE);

    // Then
    assertThat(first.openStreams()).isEqualTo(1);
  }

  @Test
  void whatIsTooMuchToCatchUpIsMissedThoughNoStreamComesAbout() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(2);

    // When members answer Status and nothing else
    first.refusesWatches = Optional.of(new Failure(Reason.UNREACHABLE, "why"));
    first.breakStreams();
    first.write(MAX_RESUME);
    time.pass(A_WHILE);
    assertAccount(watch, 2, 0, 2);
    first.write(1);
    time.pass(A_WHILE);

    // Then it is missed while the watch is away, and so is what follows
    assertAccount(watch, 2, MAX_RESUME + 1L, 2);
    first.write(7);
    time.pass(A_WHILE);
    assertAccount(watch, 2, MAX_RESUME + 8L, 2);
    assertThat(watch.sample().next()).isEqualTo(first.revision + 1);
    assertThat(lines("the watch missed revisions")).isZero();

    // When there is a watch again
    first.refusesWatches = Optional.empty();
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 2, MAX_RESUME + 8L, 2);
    assertThat(lines("the watch missed revisions")).isEqualTo(1);
  }

  @Test
  void anotherMemberThatIsBehindIsNoRestoreAndCountsNothingTwice() {
    // Given
    KeyspaceWatch watch = started(When.ALWAYS, first, second);
    first.write(5);
    second.write(2);
    time.run();

    // When
    first.answers = false;
    first.breakStreams();
    time.pass(A_WHILE);
    second.write(4);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 6, 0, 6);
    assertThat(lines("restored")).isZero();
  }

  @Test
  void fragmentsOfARevisionThatBrokeOffAreCountedOnce() {
    // Given
    KeyspaceWatch watch = started();
    long revision = first.revision + 1;
    first.deliver(
        new WatchMessage.Events(
            first.header(),
            List.of(Events.put(revision, "/a", 1), Events.put(revision, "/b", 1)),
            false));
    time.run();
    assertAccount(watch, 0, 0, 0);

    // When
    first.breakStreams();
    first.write("/a", "/b", "/c", "-/d");
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 1, 0, 4);
    assertThat(watch.sample().hotKeys()).hasSize(3).allMatch(hot -> hot.atMost() == 1);
  }

  @Test
  void fragmentsCountOnceTheLastIsThere() {
    // Given
    KeyspaceWatch watch = started();
    long revision = ++first.revision;

    // When
    first.deliver(List.of(Events.put(revision, "/a", 1)), false);
    first.deliver(List.of(Events.put(revision, "/b", 1)), false);
    first.deliver(List.of(Events.put(revision, "/c", 1)), true);
    time.run();

    // Then
    assertAccount(watch, 1, 0, 3);
  }

  @Test
  void leavesOutWhatIsTooMuchToCatchUpAndWatchesFromNow() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(2);

    // When
    first.breakStreams();
    first.write(MAX_RESUME + 1);
    time.pass(A_WHILE);
    writesArrive(1);

    // Then
    assertAccount(watch, 3, MAX_RESUME + 1L, 3);
    assertThat(first.starts).containsExactly(0L, 0L);
  }

  @Test
  void catchesUpAsMuchAsIsAllowed() {
    // Given
    KeyspaceWatch watch = started();

    // When
    first.breakStreams();
    first.write(MAX_RESUME);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, MAX_RESUME, 0, MAX_RESUME);
  }

  @Test
  void missesWhatWasCompactedWithTheCompactedRevisionItself() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(1);

    // When a transaction with a delete stands exactly at the compacted revision
    first.breakStreams();
    first.write(5);
    long at = first.write("/a", "-/b");
    first.write(3);
    first.compact(at);
    time.pass(A_WHILE);

    // Then it is missed, not counted half
    assertAccount(watch, 4, 6, 4);
    assertThat(first.starts).containsExactly(0L, at + 1);
  }

  @Test
  void whatWasCompactedIsMissedEvenWhileNothingFollows() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(1);

    // When
    first.breakStreams();
    first.write(5);
    first.compact(first.revision);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 1, 5, 1);
  }

  @Test
  void missesWhatTheWatchItselfSaysIsCompacted() {
    // Given
    KeyspaceWatch watch = started();
    first.mute = true;
    first.write(5);
    first.compact(13);

    // When
    first.deliver(new WatchMessage.Compacted(first.header(), 13));
    time.run();
    assertAccount(watch, 0, 3, 0);
    first.mute = false;
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 2, 3, 2);
    assertThat(first.starts).containsExactly(0L, 14L);
  }

  @Test
  void cancelsALiveWatchWhoseHeaderTellsThatItIsFarBehind() {
    // Given
    KeyspaceWatch watch = started();
    first.mute = true;
    first.write(MAX_RESUME + 2);

    // When
    first.deliver(List.of(Events.put(11, "/k", 1)), true);
    first.mute = false;
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 1, MAX_RESUME + 1L, 1);
    assertThat(first.starts).containsExactly(0L, 0L);
  }

  @Test
  void cancelsALiveWatchWhoseMemberIsFarAhead() {
    // Given
    KeyspaceWatch watch = started();
    first.mute = true;
    first.write(MAX_RESUME + 1);

    // When
    time.pass(TICK.plusSeconds(1));
    first.mute = false;
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 0, MAX_RESUME + 1L, 0);
    assertThat(first.openStreams()).isEqualTo(1);
  }

  @Test
  void reconnectsAStreamThatIsSilentAlthoughTheStoreMovedOn() {
    // Given
    KeyspaceWatch watch = started();
    first.mute = true;
    first.write(4);

    // When it is silent at three looks
    time.pass(TICK.multipliedBy(2).plusSeconds(1));
    assertThat(first.starts).hasSize(1);
    time.pass(TICK);
    first.mute = false;
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 4, 0, 4);
    assertThat(first.starts.subList(0, 2)).containsExactly(0L, 11L);
  }

  @Test
  void streamOfAStoreThatStandsMayBeSilentForEver() {
    // Given
    KeyspaceWatch watch = started();

    // When
    time.pass(Duration.ofHours(2));

    // Then
    assertThat(first.starts).containsExactly(0L);
    assertThat(watch.sample().part().working()).isTrue();
  }

  @Test
  void stoppedProcessAsksBeforeItTakesUpTheBacklog() {
    // Given
    KeyspaceWatch watch = started();
    time.pass(TICK);

    // When it goes on after a minute, with much to read
    first.write(MAX_RESUME + 10);
    time.leap(Duration.ofMinutes(1));
    time.pass(A_WHILE);

    // Then one message was taken, and the rest was left out
    assertAccount(watch, 1, MAX_RESUME + 9L, 1);
    assertThat(first.starts).containsExactly(0L, 0L);
  }

  @Test
  void storeWithAnotherIdIsCountedAnew() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(3);
    var before = watch.sample().since();

    // When
    first.clusterId = 0xc2;
    first.revision = 100;
    time.pass(TICK.plusSeconds(1));
    writesArrive(2);

    // Then it is seen at the next look
    assertAccount(watch, 2, 0, 2);
    assertThat(watch.sample().since()).isAfter(before);
    assertThat(lines("WARN cluster was restored or rebuilt")).isEqualTo(1);
  }

  @Test
  void storeWhoseRevisionWentBackIsCountedAnewAfterAReconnect() {
    // Given
    KeyspaceWatch watch = started();
    first.write(30);
    time.pass(TICK);
    first.breakStreams();

    // When
    first.revision = 5;
    time.pass(A_WHILE);
    writesArrive(2);

    // Then
    assertAccount(watch, 2, 0, 2);
    assertThat(lines("WARN cluster was restored or rebuilt")).isEqualTo(1);
  }

  @Test
  void refusedWatchSwitchesItselfOffForAWhileAndTriesAgain() {
    // Given
    first.refusesWatches = Optional.of(new Failure(Reason.PERMISSION_DENIED, "no"));
    KeyspaceWatch watch = started();
    time.run();
    assertThat(watch.sample().part().off()).contains(StopReason.REFUSED);
    assertThat(watch.sample().part().stops()).containsEntry(StopReason.REFUSED, 1L);
    assertThat(lines("reason=\"refused\" minutes=\"5\"")).isEqualTo(1);
    time.pass(Duration.ofMinutes(4));
    assertThat(first.starts).hasSize(1);

    // When
    first.refusesWatches = Optional.empty();
    time.pass(Duration.ofMinutes(2));

    // Then
    assertThat(watch.sample().part().off()).isEmpty();
    assertThat(watch.sample().part().working()).isTrue();
    assertThat(watch.sample().part().stops())
        .containsEntry(StopReason.REFUSED, 1L)
        .containsEntry(StopReason.BEHIND, 0L);
  }

  private static void refuse(ScriptedMember member, Reason reason) {
    member.answers = false;
    member.silence = reason;
  }

  @Test
  void userThatEachMemberRefusesSwitchesItOffForAWhile() {
    // Given
    refuse(first, Reason.PERMISSION_DENIED);
    refuse(second, Reason.UNAUTHENTICATED);
    KeyspaceWatch watch = started(When.ALWAYS, first, second);
    assertThat(watch.sample().part().off()).contains(StopReason.REFUSED);
    time.pass(Duration.ofMinutes(4));
    // one to begin with, and one to see whether the account can go on
    assertThat(first.statusCalls).isEqualTo(2);
    assertThat(lines("reason=\"refused\" minutes=\"5\" err=\"why\"")).isEqualTo(1);

    // When
    second.answers = true;
    time.pass(Duration.ofMinutes(2));

    // Then
    assertThat(watch.sample().part().working()).isTrue();
    assertThat(watch.sample().part().off()).isEmpty();
    assertThat(watch.sample().part().stops()).containsEntry(StopReason.REFUSED, 1L);
  }

  @Test
  void userThatOneMemberRefusesIsTriedAgainWhileAnotherIsAway() {
    // Given
    refuse(first, Reason.PERMISSION_DENIED);
    second.answers = false;
    KeyspaceWatch watch = started(When.LEADER, first, second);
    time.pass(Duration.ofMinutes(2));
    assertThat(watch.sample().part().off()).contains(StopReason.REFUSED);
    assertThat(watch.sample().part().working()).isFalse();
    assertThat(lines("one refuses this user")).isEqualTo(1);

    // When
    second.answers = true;
    time.pass(A_WHILE);

    // Then
    assertThat(second.openStreams()).isEqualTo(1);
    assertThat(watch.sample().part().off()).isEmpty();
    assertThat(watch.sample().part().stops()).containsEntry(StopReason.REFUSED, 1L);
  }

  @Test
  void refusalIsForgottenOnceNobodyAnswersAtAll() {
    // Given
    refuse(first, Reason.PERMISSION_DENIED);
    second.answers = false;
    KeyspaceWatch watch = started(When.ALWAYS, first, second);
    assertThat(watch.sample().part().off()).contains(StopReason.REFUSED);

    // When
    first.silence = Reason.UNREACHABLE;
    time.pass(A_WHILE);

    // Then
    assertThat(watch.sample().part().off()).isEmpty();
  }

  @Test
  void refusalThatLastsIsToldOnce() {
    // Given
    refuse(first, Reason.PERMISSION_DENIED);
    KeyspaceWatch watch = started();

    // When
    time.pass(Duration.ofMinutes(30));

    // Then
    assertThat(watch.sample().part().stops()).containsEntry(StopReason.REFUSED, 3L);
    assertThat(lines("WARN the watch switched itself off")).isEqualTo(1);

    // When it may watch for a while, and then may not again
    first.answers = true;
    time.pass(Duration.ofMinutes(30));
    assertThat(watch.sample().part().working()).isTrue();
    first.answers = false;
    first.endStreams(Reason.PERMISSION_DENIED);
    time.pass(A_WHILE);

    // Then that is new
    assertThat(lines("WARN the watch switched itself off")).isEqualTo(2);
  }

  @Test
  void nothingIsKnownOfRevisionsBeforeAFirstWatch() {
    // Given
    first.refusesWatches = Optional.of(new Failure(Reason.PERMISSION_DENIED, "no"));
    KeyspaceWatch watch = started();
    first.write(3);
    time.pass(Duration.ofMinutes(1));
    assertThat(watch.sample().begun()).isFalse();

    // When
    first.refusesWatches = Optional.empty();
    time.pass(CoolDown.FIRST);

    // Then
    assertThat(watch.sample().begun()).isTrue();
    assertAccount(watch, 0, 0, 0);
  }

  @Test
  void followerThatAnswersBesideARefusalMeansAnothersTurn() {
    // Given
    refuse(first, Reason.PERMISSION_DENIED);
    second.leads = false;

    // When
    KeyspaceWatch watch = started(When.LEADER, first, second);

    // Then
    assertThat(lines("does not lead")).isEqualTo(1);
    assertThat(watch.sample().part().off()).isEmpty();
  }

  @Test
  void rightThatIsTakenAwaySwitchesItOffAndTheGapIsMissed() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(1);

    // When
    refuse(first, Reason.PERMISSION_DENIED);
    first.endStreams(Reason.PERMISSION_DENIED);
    first.write(2);
    time.pass(A_WHILE);
    assertThat(watch.sample().part().off()).contains(StopReason.REFUSED);
    first.answers = true;
    time.pass(CoolDown.FIRST.plusSeconds(6));
    writesArrive(3);

    // Then
    assertAccount(watch, 4, 2, 4);
  }

  @Test
  void lostRightOfALiveWatchIsTriedAgainFirst() {
    // Given
    KeyspaceWatch watch = started();

    // When
    first.endStreams(Reason.UNAUTHENTICATED);
    first.write(1);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 1, 0, 1);
  }

  /** The member falls behind in what it applies, for so long that it is no chance. */
  private void harm() {
    first.applyLag = 1_001;
    time.pass(TICK.multipliedBy(4));
  }

  @Test
  void harmSwitchesItOffAndTheGapIsMissed() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(1);

    // When
    harm();
    assertThat(watch.sample().part().off()).contains(StopReason.APPLY_LAG);
    assertThat(watch.sample().part().working()).isFalse();
    assertThat(first.openStreams()).isZero();
    first.applyLag = 0;
    first.write(7);
    time.pass(CoolDown.FIRST.plusSeconds(6));
    writesArrive(2);

    // Then
    assertAccount(watch, 3, 7, 3);
    assertThat(first.starts).containsExactly(0L, 0L);
  }

  private KeyspaceWatch harmed() {
    KeyspaceWatch watch = started();
    writesArrive(1);
    harm();
    assertThat(watch.sample().part().off()).contains(StopReason.APPLY_LAG);
    first.applyLag = 0;
    return watch;
  }

  @Test
  void accountGoesOnWhileItIsOff() {
    // Given
    KeyspaceWatch watch = harmed();
    int calls = first.statusCalls;

    // When
    first.write(7);
    time.pass(TICK.multipliedBy(OfflineAccounting.TICKS_A_LOOK));

    // Then what passed is missed while it is off, at the price of one Status
    assertThat(watch.sample().part().off()).contains(StopReason.APPLY_LAG);
    assertAccount(watch, 1, 7, 1);
    assertThat(first.statusCalls).isEqualTo(calls + 1);
    assertThat(lines("missed revisions")).isZero();

    // When it watches again
    first.write(2);
    time.pass(CoolDown.FIRST);
    writesArrive(3);

    // Then it counts on, and the gap is told as one
    assertAccount(watch, 4, 9, 4);
    assertThat(lines("revisions=\"9\"")).isEqualTo(1);
    assertThat(lines("missed revisions")).isEqualTo(1);
  }

  @Test
  void accountWaitsWhileItIsOffAndNobodyAnswers() {
    // Given
    KeyspaceWatch watch = harmed();

    // When
    first.write(7);
    first.answers = false;
    time.pass(Duration.ofMinutes(2));
    assertAccount(watch, 1, 0, 1);
    first.answers = true;
    time.pass(TICK.multipliedBy(OfflineAccounting.TICKS_A_LOOK));

    // Then
    assertThat(watch.sample().part().off()).contains(StopReason.APPLY_LAG);
    assertAccount(watch, 1, 7, 1);
  }

  @Test
  void storeThatIsRestoredWhileItIsOffIsCountedAnew() {
    // Given
    KeyspaceWatch watch = harmed();
    first.write(7);
    time.pass(TICK.multipliedBy(OfflineAccounting.TICKS_A_LOOK));
    assertAccount(watch, 1, 7, 1);

    // When
    first.clusterId = 0xc2;
    first.revision = 1_000;
    time.pass(TICK.multipliedBy(OfflineAccounting.TICKS_A_LOOK));

    // Then nothing is known of it yet, and it is off all the same
    assertThat(watch.sample().begun()).isFalse();
    assertThat(watch.sample().part().off()).contains(StopReason.APPLY_LAG);

    // When
    time.pass(CoolDown.FIRST);
    writesArrive(2);

    // Then the gap of the old store is no part of another one
    assertAccount(watch, 2, 0, 2);
    first.breakStreams();
    first.write(MAX_RESUME + 1);
    time.pass(A_WHILE);
    assertAccount(watch, 2, MAX_RESUME + 1L, 2);
    assertThat(lines("missed revisions")).isEqualTo(1);
    assertThat(lines("revisions=\"" + (MAX_RESUME + 1) + "\"")).isEqualTo(1);
  }

  @Test
  void memberThatIsBehindTheOneAskedWhileItWasOffCountsNothingTwice() {
    // Given seven revisions that are missed while it is off
    KeyspaceWatch watch = started(When.ALWAYS, first, second);
    harm();
    first.applyLag = 0;
    first.write(7);
    second.write(4);
    time.pass(TICK.multipliedBy(OfflineAccounting.TICKS_A_LOOK));
    assertAccount(watch, 0, 7, 0);

    // When it goes on at a member that has seen only four of them
    first.answers = false;
    time.pass(CoolDown.FIRST.plus(A_WHILE));
    second.write(3);
    second.write(5);
    time.run();

    // Then
    assertAccount(watch, 5, 7, 5);
  }

  @Test
  void slowAnswersSwitchItOff() {
    // Given
    KeyspaceWatch watch = started();
    time.pass(TICK.multipliedBy(10));

    // When
    first.answerTakes = Duration.ofMillis(900);
    time.pass(TICK.multipliedBy(4));

    // Then
    assertThat(watch.sample().part().off()).contains(StopReason.LATENCY);
  }

  @Test
  void fallingBehindThriceSwitchesItOff() {
    // Given
    KeyspaceWatch watch = started();

    // When
    for (int i = 0; i < 3; i++) {
      first.mute = true;
      first.write(MAX_RESUME + 1);
      time.pass(TICK.plusSeconds(1));
      first.mute = false;
      time.pass(TICK);
    }

    // Then
    assertThat(watch.sample().part().off()).contains(StopReason.BEHIND);
  }

  @Test
  void slowWatchersSwitchItOffWhileItIsBehind() {
    // Given a stream that always lacks a revision, and yet is not silent
    KeyspaceWatch watch = started();
    first.slowWatchers = 2;
    first.mute = true;
    first.write(400);

    // When
    for (int i = 0; i < 37; i++) {
      first.deliver(List.of(Events.put(11 + i, "/k", 1)), true);
      time.pass(TICK);
    }

    // Then
    assertThat(watch.sample().part().off()).contains(StopReason.SLOW_WATCHERS);
  }

  @Test
  void slowWatchersOfOthersDoNotMatter() {
    // Given
    KeyspaceWatch watch = started();
    first.slowWatchers = 9;

    // When
    for (int i = 0; i < 60; i++) {
      first.write(3);
      time.pass(TICK);
    }

    // Then
    assertThat(watch.sample().part().off()).isEmpty();
    assertAccount(watch, 180, 0, 180);
  }

  @Test
  void onlyTheLeadersExporterWatches() {
    // Given
    first.leads = false;
    KeyspaceWatch watch = started(When.LEADER, first);
    time.pass(Duration.ofMinutes(1));
    assertThat(first.starts).isEmpty();
    assertThat(watch.sample().part().working()).isFalse();

    // When it leads, then it counts from then on
    first.leads = true;
    time.pass(TICK.plusSeconds(1));
    writesArrive(3);
    assertAccount(watch, 3, 0, 3);

    // When it leads no more, then it closes its watch
    first.leads = false;
    time.pass(TICK.plusSeconds(1));
    assertThat(first.openStreams()).isZero();
    first.write(4);
    time.pass(TICK.plusSeconds(1));
    assertAccount(watch, 3, 4, 3);
    assertThat(lines("missed revisions")).isZero();

    // When it leads again, then what passed meanwhile is missed
    first.write(2);
    first.leads = true;
    time.pass(TICK.plusSeconds(1));
    writesArrive(1);
    assertAccount(watch, 4, 6, 4);
    assertThat(lines("revisions=\"6\"")).isEqualTo(1);
    assertThat(first.starts).containsExactly(0L, 0L);
    assertThat(lines("does not lead")).isEqualTo(2);
  }

  @Test
  void leaderThatOnlyRestartsResumes() {
    // Given
    KeyspaceWatch watch = started(When.LEADER, first);
    first.answers = false;
    first.breakStreams();
    time.pass(Duration.ofSeconds(3));
    first.write(2);

    // When
    first.answers = true;
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 2, 0, 2);
  }

  private static final Failure TOO_LARGE =
      new Failure(Reason.ETCD_ERROR, "gRPC message exceeds maximum size 16777216: 20971667");

  /** One revision passes whose message cannot be taken. */
  private void writeTooLarge() {
    first.mute = true;
    first.write(1);
    first.mute = false;
    first.endStreams(TOO_LARGE);
  }

  @Test
  void messageThatIsTooLargeIsLeftOutAloneAndSaysWhy() {
    // Given
    KeyspaceWatch watch = started();
    writesArrive(1);

    // When
    writeTooLarge();
    first.write(2);
    time.pass(A_WHILE);
    writesArrive(1);

    // Then
    assertAccount(watch, 4, 1, 4);
    assertThat(first.starts).containsExactly(0L, 13L);
    assertThat(lines("too large a message for the watch")).isEqualTo(1);
    assertThat(lines("too many to catch up")).isZero();
  }

  @Test
  void eachMessageThatIsTooLargeIsLeftOutAlone() {
    // Given
    KeyspaceWatch watch = started();
    for (int i = 0; i < 3; i++) {
      // When
      writeTooLarge();
      time.pass(A_WHILE);
      writesArrive(1);
    }

    // Then
    assertAccount(watch, 3, 3, 3);
  }

  @Test
  void streamThatCannotCatchUpForTheSizeOfWhatIsBehindLeavesAllOfItOut() {
    // Given a message that is too large, and one again where the next stream catches up
    KeyspaceWatch watch = started();
    writeTooLarge();
    first.write(5);
    first.refusesWatches = Optional.of(TOO_LARGE);
    time.pass(Duration.ofSeconds(2));
    first.refusesWatches = Optional.empty();

    // When
    time.pass(A_WHILE);
    writesArrive(1);

    // Then
    assertAccount(watch, 1, 6, 1);
    assertThat(first.starts).startsWith(0L, 12L).endsWith(0L);
    assertThat(lines("too large a message for the watch")).isEqualTo(2);
  }

  @Test
  void revisionThatIsTooLargeIsMissedEvenBeforeTheNextStreamBegins() {
    // Given
    KeyspaceWatch watch = started();

    // When
    first.ignoresWatches = true;
    writeTooLarge();
    time.pass(Duration.ofSeconds(1));

    // Then
    assertThat(watch.sample().part().working()).isFalse();
    assertAccount(watch, 0, 1, 0);
  }

  @Test
  void watchThatIsNotConfirmedIsGivenUp() {
    // Given
    first.ignoresWatches = true;
    KeyspaceWatch watch = started();
    time.pass(TICK.multipliedBy(3).plusSeconds(1));
    assertThat(lines("no answer to the watch")).isEqualTo(1);

    // When
    first.ignoresWatches = false;
    time.pass(A_WHILE);

    // Then
    assertThat(watch.sample().part().working()).isTrue();
    assertThat(first.openStreams()).isEqualTo(1);
  }

  @Test
  void faultOfOursIsToldAndDoesNotEndIt() {
    // Given an answer that fails, and then a watch that cannot be opened
    KeyspaceWatch watch = started();
    first.compactedAnswer =
        Optional.of(CompletableFuture.failedFuture(new IllegalStateException("oops")));
    first.breakStreams();
    time.pass(A_WHILE);
    assertThat(lines("ERROR")).isPositive();
    first.compactedAnswer = Optional.empty();
    first.breaksWatches = true;
    long told = lines("ERROR");
    time.pass(A_WHILE);
    assertThat(lines("ERROR")).isGreaterThan(told);

    // When
    first.breaksWatches = false;
    first.write(2);
    time.pass(A_WHILE);

    // Then
    assertThat(watch.sample().part().working()).isTrue();
    assertAccount(watch, 2, 0, 2);
  }

  @Test
  void memberThatGoesBetweenTheQuestionsIsTriedAgain() {
    // Given one that answers the search alone
    KeyspaceWatch watch = started();
    first.breakStreams();
    first.silentFromStatus = first.statusCalls + 2;
    time.pass(A_WHILE);
    assertThat(watch.sample().part().working()).isFalse();

    // and then no question for the compacted revision
    first.silentFromStatus = Integer.MAX_VALUE;
    first.compactedAnswer =
        Optional.of(CompletableFuture.completedFuture(Answer.refused(Reason.UNREACHABLE, "gone")));
    time.pass(A_WHILE);
    assertThat(watch.sample().part().working()).isFalse();

    // When
    first.compactedAnswer = Optional.empty();
    first.write(3);
    time.pass(A_WHILE);

    // Then
    assertAccount(watch, 3, 0, 3);
  }

  @Test
  void healthyWatchThatBreaksIsBackAtOnce() {
    // Given many attempts in vain, and then a healthy watch
    first.answers = false;
    KeyspaceWatch watch = started();
    time.pass(Duration.ofMinutes(5));
    first.answers = true;
    time.pass(Duration.ofMinutes(2));
    assertThat(watch.sample().part().working()).isTrue();

    // When
    first.breakStreams();
    time.pass(Backoff.FIRST.plusMillis(100));

    // Then
    assertThat(watch.sample().part().working()).isTrue();
    assertThat(first.starts).hasSize(2);
  }

  @Test
  void looksAtAnotherStreamBeginAnew() {
    // Given two looks at a member that is behind
    KeyspaceWatch watch = started();
    first.applyLag = 1_001;
    time.pass(TICK.multipliedBy(2).plusSeconds(1));

    // When the watch is another, and a third look follows
    first.breakStreams();
    time.pass(TICK);

    // Then
    assertThat(first.openStreams()).isEqualTo(1);
    assertThat(watch.sample().part().off()).isEmpty();
  }

  @Test
  void compactedRevisionOfAnotherStoreIsForgotten() {
    // Given
    KeyspaceWatch watch = started();
    first.write(5);
    first.compact(13);
    time.pass(TICK.plusSeconds(1));
    first.knownCompacted.clear();

    // When
    first.clusterId = 0xc2;
    first.revision = 4;
    first.compacted = 0;
    time.pass(TICK.multipliedBy(2).plusSeconds(1));

    // Then
    assertThat(watch.sample().part().working()).isTrue();
    assertThat(first.knownCompacted).isNotEmpty().containsOnly(0L);
  }

  @Test
  void tellsWhoCompacts() {
    // Given
    KeyspaceWatch watch = started();
    time.pass(TICK);
    assertThat(watch.sample().compactor()).isEqualTo(Compactor.NONE_SEEN);

    // When somebody compacts
    first.write(5);
    first.compact(12);
    time.pass(TICK.plusSeconds(1));
    assertThat(watch.sample().compactor()).isEqualTo(Compactor.OTHER);

    // When kube-apiserver does
    first.write("compact_rev_key");
    first.compact(14);
    time.pass(TICK.plusSeconds(1));

    // Then
    assertThat(watch.sample().compactor()).isEqualTo(Compactor.KUBE_APISERVER);
  }

  @Test
  void closedWatchIsGoneAndCountsNothing() {
    // Given
    KeyspaceWatch watch = started();

    // When
    first.write(1);
    watch.close();
    time.run();
    int calls = first.statusCalls;
    first.write(2);
    time.pass(Duration.ofMinutes(1));

    // Then
    assertThat(first.openStreams()).isZero();
    assertThat(events(watch)).isLessThanOrEqualTo(1);
    assertThat(first.statusCalls).isEqualTo(calls);
    assertThat(watch.sample().part().working()).isFalse();
  }
}
