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
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A member without keys that answers at once what the test wants. */
final class ScriptedMember implements EtcdMember {
  private static final long OWN = 0xa1;

  private Answer<MemberStatus> status = leading();
  private Answer<KeyPage> page =
      new Answer.Got<>(new KeyPage(new StoreHeader(7, OWN, 5), 0, false, List.of(), 20));
  private int looks;

  private static Answer<MemberStatus> leading() {
    return ledBy(OWN, 10, 10);
  }

  private static Answer<MemberStatus> ledBy(long leader, long committed, long applied) {
    return new Answer.Got<>(status(leader, committed, applied));
  }

  static MemberStatus status(long leader, long committed, long applied) {
    return new MemberStatus(
        7,
        OWN,
        "3.5.30",
        20_480,
        16_384,
        5,
        leader,
        committed,
        applied,
        false,
        List.of(),
        OptionalLong.empty());
  }

  void leads() {
    status = leading();
  }

  void follows() {
    status = ledBy(0xb2, 10, 10);
  }

  void down() {
    status = Answer.refused(Reason.UNREACHABLE, "Connection refused");
  }

  void refusesReads(Reason reason) {
    page = Answer.refused(reason, "no");
  }

  /** How often Status was asked for. */
  int looks() {
    return looks;
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.parse("http://127.0.0.1:2379", false);
  }

  @Override
  public long connections() {
    return 1;
  }

  @Override
  public CompletableFuture<Answer<MemberStatus>> status(Deadline deadline) {
    looks++;
    return CompletableFuture.completedFuture(status);
  }

  @Override
  public CompletableFuture<Answer<KeyPage>> keys(KeyRead read, Deadline deadline) {
    return CompletableFuture.completedFuture(page);
  }

  @Override
  public CompletableFuture<Answer<List<ListedMember>>> memberList(Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Answer<Long>> compactedRevision(long lastKnown, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyWatch watch(long startRevision, Executor executor, Consumer<WatchMessage> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
