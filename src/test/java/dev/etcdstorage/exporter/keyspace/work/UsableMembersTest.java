package dev.etcdstorage.exporter.keyspace.work;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.Found;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.NotFound;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.NotLeading;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.Search;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Through whom the work is done. */
class UsableMembersTest {
  private final AskedMember leader = new AskedMember(1);
  private final AskedMember second = new AskedMember(2);
  private final AskedMember third = new AskedMember(3);

  private CompletableFuture<Search> search(When when, AskedMember... members) {
    return UsableMembers.of(List.of(members)).find(when, Deadline.in(Duration.ofSeconds(4)));
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
        .isEqualTo(new NotFound(Optional.of(new Failure(Reason.PERMISSION_DENIED, "by 1")), false));
  }

  @Test
  void refusalIsByAllOnlyWhereNoneIsMerelyAway() {
    leader.refuses(Reason.UNREACHABLE);
    second.refuses(Reason.PERMISSION_DENIED);
    third.refuses(Reason.UNAUTHENTICATED);
    Failure first = new Failure(Reason.PERMISSION_DENIED, "by 2");

    assertThat(found(When.ALWAYS, second, third)).isEqualTo(new NotFound(Optional.of(first), true));
    assertThat(found(When.ALWAYS, leader, second, third))
        .isEqualTo(new NotFound(Optional.of(first), false));
    assertThat(found(When.ALWAYS, leader)).isEqualTo(new NotFound(Optional.empty(), false));
  }

  @Test
  void faultOfOursWithOneMemberHidesNobody() {
    leader.fails();

    assertThat(found(When.ALWAYS, leader)).isEqualTo(new NotFound(Optional.empty(), false));
    assertFound(found(When.ALWAYS, leader, second.answers()), second);
  }

  @Test
  void nobodyIsAskedWhereItNeverWorks() {
    assertThat(found(When.NEVER, leader)).isEqualTo(new NotFound(Optional.empty(), false));
  }

  @Test
  void memberThatJustFailedComesLast() {
    second.answers();
    UsableMembers both = UsableMembers.of(List.of(second, third));
    Deadline deadline = Deadline.in(Duration.ofSeconds(4));

    // Given no other that can be taken, it is better than nobody
    third.answersWithoutLeader();
    assertFound(await(both.find(When.ALWAYS, Optional.of(second), deadline)), second);
    assertThat(await(both.another(When.ALWAYS, second, deadline))).isEmpty();

    // When another can be taken
    UsableMembers three = UsableMembers.of(List.of(second, leader.answers()));

    // Then it comes first
    assertFound(await(three.find(When.ALWAYS, Optional.of(second), deadline)), leader);
    assertThat(await(three.another(When.ALWAYS, second, deadline)).orElseThrow().member())
        .isSameAs(leader);
  }

  @Test
  void membersThatJoinAreAskedAndThoseThatLeftAreClosed() {
    // Given the first of them
    Map<Endpoint, AskedMember> all = new HashMap<>();
    List.of(leader, second, third).forEach(member -> all.put(member.endpoint(), member.answers()));
    AtomicReference<List<Endpoint>> listed =
        new AtomicReference<>(List.of(leader.endpoint(), second.endpoint()));
    MemberChannels channels =
        new MemberChannels(endpoint -> requireNonNull(all.get(endpoint)), listed::get);
    assertThat(channels.current()).containsExactly(leader, second);

    // When one joins before it, and it is removed
    listed.set(List.of(third.endpoint(), second.endpoint()));

    // Then
    assertThat(channels.current()).containsExactly(third, second);
    assertThat(leader.isClosed()).isTrue();
    assertThat(second.isClosed()).isFalse();

    // When it ends
    channels.close();

    // Then nothing is opened any more
    assertThat(List.of(second, third)).allMatch(AskedMember::isClosed);
    assertThat(channels.current()).isEmpty();
  }

  private static <T> T await(CompletableFuture<T> answer) {
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
