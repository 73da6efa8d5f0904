package dev.etcdstorage.exporter.keyspace.work;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The members behind the configured endpoints: those that this exporter may burden. Others of the
 * member list belong to other exporters.
 */
public final class OwnMembers implements AutoCloseable {
  private final List<EtcdMember> members;
  private final Runnable beforeAsking;

  /** In the order of preference; closed with this. */
  public OwnMembers(List<EtcdMember> members) {
    this(members, () -> {});
  }

  /** Opens a channel to each of them; changed certificate files are taken up when it asks. */
  public OwnMembers(EtcdCluster etcd, List<Endpoint> endpoints) {
    this(endpoints.stream().map(etcd::member).toList(), etcd::refresh);
  }

  private OwnMembers(List<EtcdMember> members, Runnable beforeAsking) {
    this.members = List.copyOf(members);
    this.beforeAsking = beforeAsking;
  }

  /** A member and what it just said of itself. */
  public record Found(EtcdMember member, MemberStatus status) {}

  /** The first that answers, or the first that leads. Learners, which refuse watches, never. */
  public CompletableFuture<Optional<Found>> find(When when, Deadline deadline) {
    if (when == When.NEVER) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    beforeAsking.run();
    List<CompletableFuture<Answer<MemberStatus>>> asked = new ArrayList<>();
    members.forEach(member -> asked.add(member.status(deadline)));
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              for (int i = 0; i < members.size(); i++) {
                Optional<MemberStatus> status = asked.get(i).join().got();
                if (status.isPresent()
                    && !status.get().learner()
                    && (when == When.ALWAYS || status.get().leader())) {
                  return Optional.of(new Found(members.get(i), status.get()));
                }
              }
              return Optional.empty();
            });
  }

  @Override
  public void close() {
    members.forEach(EtcdMember::close);
  }
}
