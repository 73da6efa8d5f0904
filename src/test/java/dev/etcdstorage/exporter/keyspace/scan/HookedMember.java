package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyWatch;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** A member that lets a test do something just before a call is made. */
final class HookedMember implements EtcdMember {
  private final EtcdMember member;

  /** All pages that came. */
  final List<KeyPage> answers = new CopyOnWriteArrayList<>();

  private int reads;
  private final AtomicInteger looks = new AtomicInteger();

  /** Before each read of keys, which are numbered from 1. */
  volatile IntConsumer beforeRead = number -> {};

  /** Before each Status, from 1. */
  volatile IntConsumer beforeStatus = number -> {};

  /** Reads whose answer is too large, which is refused without its size. */
  volatile Predicate<KeyRead> tooLarge = read -> false;

  /** The latest read. */
  volatile CompletableFuture<Answer<KeyPage>> read = new CompletableFuture<>();

  /** How often Status was asked for. */
  int looks() {
    return looks.get();
  }

  HookedMember(EtcdMember member) {
    this.member = member;
  }

  @Override
  public Endpoint endpoint() {
    return member.endpoint();
  }

  @Override
  public long connections() {
    return member.connections();
  }

  @Override
  public CompletableFuture<Answer<MemberStatus>> status(Deadline deadline) {
    beforeStatus.accept(looks.incrementAndGet());
    return member.status(deadline);
  }

  @Override
  public CompletableFuture<Answer<List<ListedMember>>> memberList(Deadline deadline) {
    return member.memberList(deadline);
  }

  @Override
  public CompletableFuture<Answer<Long>> compactedRevision(long lastKnown, Deadline deadline) {
    return member.compactedRevision(lastKnown, deadline);
  }

  @Override
  public CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline) {
    return member.metricsPage(deadline);
  }

  @Override
  public CompletableFuture<Answer<KeyPage>> keys(KeyRead wanted, Deadline deadline) {
    beforeRead.accept(++reads);
    if (tooLarge.test(wanted)) {
      return CompletableFuture.completedFuture(
          Answer.refused(Reason.ETCD_ERROR, "message larger than max"));
    }
    CompletableFuture<Answer<KeyPage>> answer = member.keys(wanted, deadline);
    var unused = answer.thenAccept(got -> got.got().ifPresent(answers::add));
    read = answer;
    return answer;
  }

  @Override
  public KeyWatch watch(long startRevision, Executor executor, Consumer<WatchMessage> listener) {
    return member.watch(startRevision, executor, listener);
  }

  @Override
  public void close() {
    member.close();
  }
}
