package dev.etcdstorage.exporter.keyspace.work;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The members that this exporter may burden: those behind the configured endpoints, and with
 * discovery all others of the member list too. Without it the others belong to other exporters.
 */
public final class UsableMembers implements AutoCloseable {
  private static final Answer<MemberStatus> NOT_YET =
      Answer.refused(Reason.TIMEOUT, "not answered yet");
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

  private final Supplier<List<EtcdMember>> members;
  private final Runnable atEnd;

  private UsableMembers(Supplier<List<EtcdMember>> members, Runnable atEnd) {
    this.members = members;
    this.atEnd = atEnd;
  }

  /** Always these, in the order of preference; closed with this. */
  public static UsableMembers of(List<EtcdMember> members) {
    List<EtcdMember> fixed = List.copyOf(members);
    return new UsableMembers(() -> fixed, () -> fixed.forEach(EtcdMember::close));
  }

  /**
   * Follows the endpoints as they change, with a channel to each.
   *
   * @param endpoints of the members as of now, in the order of preference
   */
  public static UsableMembers following(EtcdCluster etcd, Supplier<List<Endpoint>> endpoints) {
    MemberChannels channels = new MemberChannels(etcd::member, endpoints);
    return new UsableMembers(channels::current, channels::close);
  }

  /**
   * Whether the member is still one of them; a member that was removed from the cluster may go on
   * answering.
   */
  public boolean include(EtcdMember member) {
    return members.get().contains(member);
  }

  /** The outcome of a search. */
  public sealed interface Search {
    void match(Consumer<Found> found, Consumer<NotLeading> notLeading, Consumer<NotFound> notFound);
  }

  /** A member and its status as of now. */
  public record Found(EtcdMember member, MemberStatus status) implements Search {
    @Override
    public void match(
        Consumer<Found> found, Consumer<NotLeading> notLeading, Consumer<NotFound> notFound) {
      found.accept(this);
    }

    public boolean hasLeader() {
      return status.leaderId() != 0;
    }
  }

  /**
   * Members answer, but the leader, which was wanted, is none of them.
   *
   * @param status of the first that answers
   */
  public record NotLeading(MemberStatus status) implements Search {
    @Override
    public void match(
        Consumer<Found> found, Consumer<NotLeading> notLeading, Consumer<NotFound> notFound) {
      notLeading.accept(this);
    }
  }

  /**
   * No usable member answers.
   *
   * @param refusal the first error that refuses this user, if there is one
   * @param byAll whether each of them refuses: then asking again soon does not help
   */
  public record NotFound(Optional<Failure> refusal, boolean byAll) implements Search {
    @Override
    public void match(
        Consumer<Found> found, Consumer<NotLeading> notLeading, Consumer<NotFound> notFound) {
      notFound.accept(this);
    }
  }

  /**
   * The first that answers and has a leader, or the first that leads. A member without a leader
   * hears of no writes: it is taken only if all have answered and none has one. Learners, which
   * refuse watches, never.
   */
  public CompletableFuture<Search> find(When when, Deadline deadline) {
    return find(when, Optional.empty(), deadline);
  }

  /**
   * The same.
   *
   * @param last taken only if no other can be: work through it just failed
   */
  public CompletableFuture<Search> find(When when, Optional<EtcdMember> last, Deadline deadline) {
    if (when == When.NEVER) {
      return CompletableFuture.completedFuture(new NotFound(Optional.empty(), false));
    }
    Map<EtcdMember, CompletableFuture<Answer<MemberStatus>>> asked = new LinkedHashMap<>();
    for (EtcdMember member : inOrder(last)) {
      asked.put(member, member.status(deadline).exceptionally(UsableMembers::fault));
    }
    CompletableFuture<Search> search = new CompletableFuture<>();
    var unusedAll =
        CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
            .thenApply(done -> search.complete(choose(when, asked)));
    for (CompletableFuture<Answer<MemberStatus>> each : asked.values()) {
      // A member that hangs must not hold up one that answers for longer than this.
      var unused = each.thenAcceptAsync(answer -> early(when, asked, search), LATER);
    }
    return search;
  }

  /** A member other than this one that has a leader, or that leads, if there is one. */
  public CompletableFuture<Optional<Found>> another(When when, EtcdMember than, Deadline deadline) {
    return find(when, Optional.of(than), deadline)
        .thenApply(
            search ->
                search instanceof Found found && found.hasLeader() && found.member() != than
                    ? Optional.of(found)
                    : Optional.empty());
  }

  private List<EtcdMember> inOrder(Optional<EtcdMember> last) {
    List<EtcdMember> order = new ArrayList<>(members.get());
    last.filter(order::remove).ifPresent(order::add);
    return order;
  }

  /** A bug met with one member must not let the search wait for ever. */
  private static Answer<MemberStatus> fault(Throwable thrown) {
    return Answer.refused(Reason.INVALID_ANSWER, thrown.toString());
  }

  private static void early(
      When when,
      Map<EtcdMember, CompletableFuture<Answer<MemberStatus>>> asked,
      CompletableFuture<Search> search) {
    if (choose(when, asked) instanceof Found found && found.hasLeader()) {
      search.complete(found);
    }
  }

  private static Search choose(
      When when, Map<EtcdMember, CompletableFuture<Answer<MemberStatus>>> asked) {
    Map<EtcdMember, Answer<MemberStatus>> answers = new LinkedHashMap<>();
    asked.forEach((member, answer) -> answers.put(member, answer.getNow(NOT_YET)));
    return MemberSelection.of(when, answers);
  }

  @Override
  public void close() {
    atEnd.run();
  }
}
