package dev.etcdstorage.exporter.keyspace.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.Found;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.Nobody;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.NotLeading;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.Search;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Through whom the work is done. */
class OwnMembersTest {
  private final AskedMember leader = new AskedMember(1);
  private final AskedMember second = new AskedMember(2);
  private final AskedMember third = new AskedMember(3);

  private CompletableFuture<Search> search(When when, AskedMember... members) {
    return new OwnMembers(List.of(members)).find(when, Deadline.in(Duration.ofSeconds(4)));
  }

  private Search found(When when, AskedMember... members) {
    return search(when, members).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static void assertFound(Search search, AskedMember member) {
    assertThat(search)
        .isInstanceOfSatisfying(Found.class, found -> assertThat(found.member()).isSameAs(member));
  }

  @Test
  void firstThatAnswersIsTakenInTheOrderOfTheConfiguration() {
    second.answers();
    leader.answers();

    assertFound(found(When.ALWAYS, second, leader), second);
    assertFound(found(When.ALWAYS, leader, second), leader);
  }

  @Test
  void leaderIsTakenWhereverItStands() {
    second.answers();
    leader.answers();

    assertFound(found(When.LEADER, second, leader), leader);
  }

  @Test
  void memberThatHangsDoesNotHoldUpOneThatAnswers() {
    second.answers();

    assertFound(found(When.ALWAYS, leader, second), second);
  }

  @Test
  void memberWithoutALeaderIsTakenOnlyWhereNoneHasOne() {
    // Given one that is cut off from the others
    second.answersWithoutLeader();
    CompletableFuture<Search> search = search(When.ALWAYS, second, third);
    assertThat(search).isNotDone();

    // When the others answer, they come first, though they stand last
    third.answers();
    assertFound(search.orTimeout(20, TimeUnit.SECONDS).join(), third);

    // Then it is better than nobody
    leader.refuses(Reason.UNREACHABLE);
    assertFound(found(When.ALWAYS, leader, second), second);
    assertThat(found(When.LEADER, leader, second)).isInstanceOf(NotLeading.class);
  }

  @Test
  void leaderMayBeAmongThoseThatHangSoItIsWaitedFor() {
    // Given
    second.answers();

    // When
    CompletableFuture<Search> search = search(When.LEADER, leader, second);
    assertThat(search).isNotDone();
    leader.answers();

    // Then
    assertFound(search.orTimeout(20, TimeUnit.SECONDS).join(), leader);
  }

  @Test
  void followersMeanAnothersTurnAndTellHowFarTheStoreIs() {
    leader.refuses(Reason.TIMEOUT);
    second.answers();
    third.answers();

    assertThat(found(When.LEADER, leader, third, second))
        .isInstanceOfSatisfying(
            NotLeading.class, other -> assertThat(other.status().revision()).isEqualTo(103));
  }

  @Test
  void learnerServesNobody() {
    second.answers(true);
    leader.refuses(Reason.PERMISSION_DENIED);

    assertThat(found(When.ALWAYS, second, leader))
        .isEqualTo(new Nobody(Optional.of(new Failure(Reason.PERMISSION_DENIED, "by 1")), false));
  }

  @Test
  void refusalIsByAllOnlyWhereNoneIsMerelyAway() {
    leader.refuses(Reason.UNREACHABLE);
    second.refuses(Reason.PERMISSION_DENIED);
    third.refuses(Reason.UNAUTHENTICATED);
    Failure first = new Failure(Reason.PERMISSION_DENIED, "by 2");

    assertThat(found(When.ALWAYS, second, third)).isEqualTo(new Nobody(Optional.of(first), true));
    assertThat(found(When.ALWAYS, leader, second, third))
        .isEqualTo(new Nobody(Optional.of(first), false));
    assertThat(found(When.ALWAYS, leader)).isEqualTo(new Nobody(Optional.empty(), false));
  }

  @Test
  void faultOfOursWithOneMemberHidesNobody() {
    leader.fails();

    assertThat(found(When.ALWAYS, leader)).isEqualTo(new Nobody(Optional.empty(), false));
    assertFound(found(When.ALWAYS, leader, second.answers()), second);
  }

  @Test
  void nobodyIsAskedWhereItNeverWorks() {
    assertThat(found(When.NEVER, leader)).isEqualTo(new Nobody(Optional.empty(), false));
  }
}
