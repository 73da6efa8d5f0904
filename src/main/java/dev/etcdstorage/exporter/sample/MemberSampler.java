package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Asks one member: Status first, then everything else that this scrape needs, at once. */
final class MemberSampler {
  private static final Duration LONGEST_RESERVE = Duration.ofSeconds(1);

  private final EtcdMember member;
  private final OptionalLong configuredQuota;
  private final InstantSource clock;
  private final AnsweringMember answering = new AnsweringMember();
  private volatile MemberMemory memory = MemberMemory.NOTHING;

  MemberSampler(EtcdMember member, OptionalLong configuredQuota, InstantSource clock) {
    this.member = member;
    this.configuredQuota = configuredQuota;
    this.clock = clock;
  }

  /** Forgets everything: the cluster's store was replaced. */
  void forget() {
    memory = MemberMemory.NOTHING;
  }

  void close() {
    member.close();
  }

  /**
   * @param wantsList whether the member list should be asked for, by the member's id
   */
  CompletableFuture<Reading> sample(Deadline deadline, LongPredicate wantsList) {
    long connections = member.connections();
    return member
        .status(deadline.earlierBy(reserve(deadline)))
        .thenCompose(
            answer ->
                answer.match(
                    status -> {
                      answering.recordAnswer(
                          status.memberId(), connections, member.connections(), clock.instant());
                      return reached(status, deadline, wantsList);
                    },
                    failure -> failed(failure, deadline)));
  }

  /** Time kept for the metrics page, in case Status hangs. */
  private static Duration reserve(Deadline deadline) {
    Duration quarter = deadline.left().dividedBy(4);
    return quarter.compareTo(LONGEST_RESERVE) < 0 ? quarter : LONGEST_RESERVE;
  }

  private CompletableFuture<Reading> reached(
      MemberStatus status, Deadline deadline, LongPredicate wantsList) {
    boolean restored = memory.otherCluster(status);
    MemberMemory before = memory.otherStore(status) ? MemberMemory.NOTHING : memory;
    var compacted = member.compactedRevision(before.compactedRevision(), deadline);
    var quota = quota(status, before.quota(), deadline);
    // A learner serves only Status and local reads; other calls would count as errors.
    boolean list = !status.learner() && wantsList.test(status.memberId());
    var members = list ? list(deadline) : none();
    return CompletableFuture.allOf(compacted, quota, members)
        .thenApply(
            done -> {
              Answer<Long> revision = compacted.join();
              QuotaRead read = quota.join();
              Optional<List<ListedMember>> listed = members.join().got().flatMap(told -> told);
              if (listed.filter(MemberSampler::ofProxies).isPresent()) {
                answering.recordProxy(clock.instant());
              }
              memory =
                  before.with(
                      status, revision.got().orElse(before.compactedRevision()), read.memory());
              List<Failure> missing =
                  Stream.of(
                          status.learner()
                              ? Optional.<Failure>empty()
                              : of(Reached.COMPACTED_REVISION, revision.refusal()),
                          of(Reached.METRICS_PAGE, read.failure()),
                          of(Reached.MEMBER_LIST, members.join().refusal()))
                      .flatMap(Optional::stream)
                      .toList();
              return new Reading(
                  new Reached(status, read.quota(), optional(revision.got()), missing),
                  // Status waits for a defragmentation to end, so a member that answers it is not
                  // defragmenting.
                  Optional.of(false),
                  listed.filter(told -> !ofProxies(told)),
                  missing,
                  restored,
                  answering.hasSeveral(clock.instant()));
            });
  }

  /** A grpc-proxy lists only proxies, without ids (etcd's proxy/grpcproxy/cluster.go). */
  private static boolean ofProxies(List<ListedMember> listed) {
    return listed.stream().anyMatch(member -> member.id() == 0);
  }

  /**
   * @param failure why the page could not be read, where it was tried
   */
  private record QuotaRead(Optional<Quota> quota, QuotaMemory memory, Optional<Failure> failure) {}

  private CompletableFuture<QuotaRead> quota(
      MemberStatus status, QuotaMemory before, Deadline deadline) {
    Instant now = clock.instant();
    long connection = member.connections();
    if (status.quotaBytes().isPresent() || !before.due(now, connection)) {
      return CompletableFuture.completedFuture(
          new QuotaRead(choose(status.quotaBytes(), before.bytes()), before, Optional.empty()));
    }
    return member
        .metricsPage(deadline)
        .thenApply(
            answer -> {
              OptionalLong bytes =
                  answer.got().map(MetricsPage::quotaBytes).orElse(OptionalLong.empty());
              return new QuotaRead(
                  choose(OptionalLong.empty(), bytes),
                  new QuotaMemory(now, connection, bytes),
                  answer.refusal());
            });
  }

  private Optional<Quota> choose(OptionalLong ofStatus, OptionalLong ofPage) {
    if (ofStatus.isPresent()) {
      return Optional.of(new Quota(ofStatus.getAsLong(), Quota.Source.STATUS));
    }
    if (ofPage.isPresent() && ofPage.getAsLong() != 0) {
      return Optional.of(new Quota(ofPage.getAsLong(), Quota.Source.METRICS));
    }
    return configuredQuota.isPresent()
        ? Optional.of(new Quota(configuredQuota.getAsLong(), Quota.Source.CONFIG))
        : Optional.empty();
  }

  /** A member that hangs may be defragmenting; then only its metrics page still answers. */
  private CompletableFuture<Reading> failed(Failure failure, Deadline deadline) {
    CompletableFuture<Optional<Boolean>> defragmenting =
        failure.reason() == Reason.TIMEOUT
            ? member
                .metricsPage(deadline)
                .thenApply(page -> page.got().flatMap(MetricsPage::defragmenting))
            : CompletableFuture.completedFuture(Optional.empty());
    return defragmenting.thenApply(
        running ->
            new Reading(
                new Outcome.Failed(failure),
                running,
                Optional.empty(),
                List.of(failure),
                false,
                answering.hasSeveral(clock.instant())));
  }

  private static Optional<Failure> of(String call, Optional<Failure> failure) {
    return failure.map(f -> new Failure(f.reason(), call + ": " + f.detail()));
  }

  private CompletableFuture<Answer<Optional<List<ListedMember>>>> list(Deadline deadline) {
    return member.memberList(deadline).thenApply(answer -> answer.map(Optional::of));
  }

  private static CompletableFuture<Answer<Optional<List<ListedMember>>>> none() {
    return CompletableFuture.completedFuture(new Answer.Got<>(Optional.empty()));
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
