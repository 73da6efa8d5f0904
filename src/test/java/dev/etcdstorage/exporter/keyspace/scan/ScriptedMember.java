package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.testkit.fake.PartialMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A member without keys that answers at once what the test wants. */
final class ScriptedMember implements PartialMember {
  private static final long OWN = 0xa1;

  private Answer<MemberStatus> status = leading();
  private Answer<KeyPage> page = holding(7);
  private int storeIsAnotherFrom = Integer.MAX_VALUE;

  /** All reads of keys so far. */
  final List<KeyRead> reads = new ArrayList<>();

  private int looks;
  private boolean inPages;
  private int downFrom = Integer.MAX_VALUE; // read
  private long slowWatchers;
  private int pages;

  /** A store with these keys. */
  private static Answer<KeyPage> holding(long clusterId, Key... keys) {
    List<KeyEntry> entries =
        List.of(keys).stream().map(key -> new KeyEntry(key, 1, 1, 10, 100)).toList();
    return new Answer.Got<>(
        new KeyPage(new StoreHeader(clusterId, OWN, 5), keys.length, false, entries, 20));
  }

  void holds(Key... keys) {
    page = holding(7, keys);
  }

  /** The same, and tells no more of them at once than it is asked for. */
  void holdsPages(Key... keys) {
    holds(keys);
    inPages = true;
  }

  void readsWell() {
    page = holding(7);
  }

  /** From this read on, of all, another store answers. */
  void storeIsAnotherFromRead(int number) {
    storeIsAnotherFrom = number;
  }

  private static Answer<MemberStatus> leading() {
    return ledBy(OWN, 10, 10);
  }

  private static Answer<MemberStatus> ledBy(long leader, long committed, long applied) {
    return new Answer.Got<>(status(leader, committed, applied));
  }

  static MemberStatus status(long leader, long committed, long applied) {
    return status(5, leader, committed, applied);
  }

  private static MemberStatus status(long revision, long leader, long committed, long applied) {
    return new MemberStatus(
        7,
        OWN,
        "3.5.30",
        20_480,
        16_384,
        revision,
        leader,
        committed,
        applied,
        false,
        List.of(),
        OptionalLong.empty(),
        StorageFormat.UNKNOWN);
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

  /** From this read on, of all, it is down. */
  void downFromRead(int number) {
    downFrom = number;
  }

  /** It has not seen the revision that the others are at. */
  void behind() {
    status = new Answer.Got<>(status(4, OWN, 10, 10));
  }

  /** Status is what it refuses. */
  void refuses(Reason reason) {
    status = Answer.refused(reason, "no");
  }

  void slowWatchers(long many) {
    slowWatchers = many;
  }

  /** How often its metrics page was asked for. */
  int pages() {
    return pages;
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
    reads.add(read);
    if (reads.size() == downFrom) {
      down();
    }
    if (reads.size() >= downFrom) {
      return CompletableFuture.completedFuture(
          Answer.refused(Reason.UNREACHABLE, "Connection refused"));
    }
    return CompletableFuture.completedFuture(
        reads.size() >= storeIsAnotherFrom
            ? holding(8)
            : inPages ? page.map(whole -> part(whole, read)) : page);
  }

  private static KeyPage part(KeyPage whole, KeyRead read) {
    List<KeyEntry> left =
        whole.entries().stream()
            .filter(entry -> entry.key().compareTo(read.range().from()) >= 0)
            .toList();
    int most = read.limit() == 0 ? left.size() : Math.min(read.limit(), left.size());
    return new KeyPage(
        whole.header(),
        left.size(),
        most < left.size(),
        left.subList(0, most),
        whole.responseBytes());
  }

  @Override
  public CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline) {
    pages++;
    return CompletableFuture.completedFuture(
        new Answer.Got<>(new MetricsPage(OptionalLong.empty(), Optional.empty(), slowWatchers)));
  }
}
