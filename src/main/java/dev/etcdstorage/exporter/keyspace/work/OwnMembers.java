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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The members behind the configured endpoints: those that this exporter may burden. Others of the
 * member list belong to other exporters.
 */
public final class OwnMembers implements AutoCloseable {
  private static final Answer<MemberStatus> NOT_YET =
      Answer.refused(Reason.TIMEOUT, "not answered yet");
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

  private final List<EtcdMember> members;

  /** In the order of preference; closed with this. */
  public OwnMembers(List<EtcdMember> members) {
    this.members = List.copyOf(members);
  }

  /** Opens a channel to each of them. */
  public OwnMembers(EtcdCluster etcd, List<Endpoint> endpoints) {
    this(endpoints.stream().map(etcd::member).toList());
  }

  /** What became of a search. */
  public sealed interface Search {}

  /** A member and what it just said of itself. */
  public record Found(EtcdMember member, MemberStatus status) implements Search {
    public boolean hasLeader() {
      return status.leaderId() != 0;
    }
  }

  /**
   * Members answer, and the leader, which was wanted, is none of them.
   *
   * @param status what the first that answers says of itself
   */
  public record NotLeading(MemberStatus status) implements Search {}

  /**
   * Nobody answers that could be worked with.
   *
   * @param refusal what the first one said that refuses this user, if one does
   * @param byAll whether each of them refuses: then asking again soon does not help
   */
  public record Nobody(Optional<Failure> refusal, boolean byAll) implements Search {}

  /** Whether a member refuses this user. */
  public static boolean refuses(Failure failure) {
    return failure.reason() == Reason.PERMISSION_DENIED
        || failure.reason() == Reason.UNAUTHENTICATED;
  }

  /**
   * The first that answers and has a leader, or the first that leads. One without a leader hears of
   * no writes: it is taken only where all have answered and none has one. Learners, which refuse
   * watches, never.
   */
  public CompletableFuture<Search> find(When when, Deadline deadline) {
    if (when == When.NEVER) {
      return CompletableFuture.completedFuture(new Nobody(Optional.empty(), false));
    }
    List<CompletableFuture<Answer<MemberStatus>>> asked = new ArrayList<>();
    members.forEach(member -> asked.add(member.status(deadline).exceptionally(OwnMembers::fault)));
    CompletableFuture<Search> search = new CompletableFuture<>();
    var unusedAll =
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
            .thenApply(done -> search.complete(choose(when, answers(asked))));
    for (CompletableFuture<Answer<MemberStatus>> each : asked) {
      // A member that hangs must not hold up one that answers for longer than this.
      var unused = each.thenAcceptAsync(answer -> early(when, asked, search), LATER);
    }
    return search;
  }

  /** A fault of ours with one member must not let the search wait for ever. */
  private static Answer<MemberStatus> fault(Throwable thrown) {
    return Answer.refused(Reason.INVALID_ANSWER, thrown.toString());
  }

  private void early(
      When when,
      List<CompletableFuture<Answer<MemberStatus>>> asked,
      CompletableFuture<Search> search) {
    if (choose(when, answers(asked)) instanceof Found found && found.hasLeader()) {
      search.complete(found);
    }
  }

  /** Of those that have not answered yet, a timeout. */
  private static List<Answer<MemberStatus>> answers(
      List<CompletableFuture<Answer<MemberStatus>>> asked) {
    return asked.stream().map(each -> each.getNow(NOT_YET)).toList();
  }

  private Search choose(When when, List<Answer<MemberStatus>> answers) {
    Optional<Search> second = Optional.empty();
    for (int i = 0; i < members.size(); i++) {
      Optional<MemberStatus> status = answers.get(i).got().filter(told -> !told.learner());
      if (status.isPresent()) {
        Found found = new Found(members.get(i), status.get());
        if (when == When.ALWAYS ? found.hasLeader() : status.get().leader()) {
          return found;
        }
        if (second.isEmpty()) {
          second = Optional.of(secondBest(when, found));
        }
      }
    }
    return second.orElseGet(() -> nobody(answers));
  }

  private static Search secondBest(When when, Found found) {
    return when == When.ALWAYS ? found : new NotLeading(found.status());
  }

  private static Nobody nobody(List<Answer<MemberStatus>> answers) {
    List<Failure> refusals =
        answers.stream()
            .flatMap(answer -> answer.refusal().stream())
            .filter(OwnMembers::refuses)
            .toList();
    return new Nobody(refusals.stream().findFirst(), refusals.size() == answers.size());
  }

  @Override
  public void close() {
    members.forEach(EtcdMember::close);
  }
}
