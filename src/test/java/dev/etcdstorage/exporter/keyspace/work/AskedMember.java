package dev.etcdstorage.exporter.keyspace.work;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.testkit.fake.PartialMember;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A member whose Status is answered when the test says so, and not before. */
final class AskedMember implements PartialMember {
  private static final long LEADER = 1;

  private final long id;
  private final CompletableFuture<Answer<MemberStatus>> status = new CompletableFuture<>();
  private boolean closed;

  AskedMember(long id) {
    this.id = id;
  }

  /** The first is the leader. */
  AskedMember answers() {
    return answers(false);
  }

  AskedMember answers(boolean learner) {
    return answers(learner, LEADER);
  }

  AskedMember answersWithoutLeader() {
    return answers(false, 0);
  }

  private AskedMember answers(boolean learner, long leaderId) {
    return complete(
        new Answer.Got<>(
            new MemberStatus(
                7,
                id,
                "3.5.30",
                1,
                1,
                100 + id,
                leaderId,
                1,
                1,
                learner,
                List.of(),
                OptionalLong.empty(),
                StorageFormat.UNKNOWN)));
  }

  AskedMember refuses(Reason reason) {
    return complete(Answer.refused(reason, "by " + id));
  }

  /** By a fault of ours. */
  void fails() {
    status.completeExceptionally(new IllegalStateException("oops"));
  }

  private AskedMember complete(Answer<MemberStatus> answer) {
    status.complete(answer);
    return this;
  }

  @Override
  public CompletableFuture<Answer<MemberStatus>> status(Deadline deadline) {
    return status;
  }

  @Override
  public Endpoint endpoint() {
    return new Endpoint(false, "member-" + id, 2379);
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
