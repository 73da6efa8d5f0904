package dev.etcdstorage.exporter.keyspace.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.ReclaimTable;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * What the files are made of after etcd or the exporter has failed, against the files themselves:
 * it is right, or said not to be. On several lines at once, so that they wait for their scans
 * together.
 */
@Execution(CONCURRENT)
class LedgerAfterFaultsIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** The least that can be set. */
  private static final Duration OFTEN = Duration.ofSeconds(10);

  /** Revisions that a watch catches up with. */
  private static final int RESUME = 5_000;

  /** So few that what is written while a member hangs is left out. */
  private static final int RESUME_LITTLE = 1_000;

  private static final double BOUND = 0.1;
  private static final double BOUND_AFTER_SCAN = 0.02;
  private static final double BOUND_IN_THE_MEDIAN = 0.05;

  /**
   * In the order in which they came: its two halves run at once, as they wait more than they work.
   */
  private static final List<String> TABLE = Collections.synchronizedList(new ArrayList<>());

  /** A cluster of one line, and how it is written and read behind the exporter's back. */
  private static final class Site implements AutoCloseable {
    final String name;
    final List<RealEtcd> members;
    private final Runnable awaitLeader;
    private final Runnable end;
    private final Map<RealEtcd, ManagedChannel> channels = new HashMap<>();

    private Site(EtcdBinary binary, List<RealEtcd> members, Runnable awaitLeader, Runnable end) {
      this.name = binary.toString().replace(' ', '-');
      this.members = members;
      this.awaitLeader = awaitLeader;
      this.end = end;
      for (RealEtcd member : members) {
        channels.put(
            member,
            NettyChannelBuilder.forTarget(member.endpoint())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build());
      }
    }

    static Site ofOne(EtcdBinary binary) {
      RealEtcd etcd = RealEtcd.start(binary);
      return new Site(binary, List.of(etcd), () -> {}, etcd::close);
    }

    static Site ofThree(EtcdBinary binary) {
      RealCluster cluster = RealCluster.start(binary, 3);
      return new Site(binary, cluster.members(), cluster::leader, cluster::close);
    }

    List<String> endpoints() {
      return members.stream().map(RealEtcd::endpoint).toList();
    }

    RealEtcd member(int number) {
      return members.get(number);
    }

    List<RealEtcd> present() {
      return members.stream().filter(each -> each.isRunning() && !each.isPaused()).toList();
    }

    /** Waits until all that are there are equally far, which is at this revision. */
    long revision() {
      awaitLeader.run();
      return Poll.answer(
          () -> name + " is in step",
          SOON,
          () -> {
            List<Long> revisions =
                present().stream()
                    .map(member -> member.etcdctl().status().revision())
                    .distinct()
                    .toList();
            return revisions.stream().findFirst().filter(any -> revisions.size() == 1);
          });
    }

    /** By a channel of its own: one that saw its member die waits before it tries again. */
    void write(RealEtcd through, Consumer<Writer> write) {
      try (Writer writer = Writer.to(through.endpoint())) {
        write.accept(writer);
      }
    }

    void write(Consumer<Writer> write) {
      awaitLeader.run();
      write(present().get(0), write);
    }

    FileTruth truth(RealEtcd member, DbSpace space) {
      return FileTruth.of(member, channel(member), space);
    }

    /** By etcd's own tool; after a compaction of all history. */
    FileTruth truthByDefrag(RealEtcd member, DbSpace space) {
      return FileTruth.defragmented(member, channel(member), space);
    }

    private ManagedChannel channel(RealEtcd member) {
      return requireNonNull(channels.get(member));
    }

    @Override
    public void close() {
      channels.values().forEach(ManagedChannel::shutdownNow);
      end.run();
    }
  }

  private interface Truth {
    FileTruth of(Site site, RealEtcd member, DbSpace space);
  }

  private interface Check {
    void of(SeenFile seen, String what);
  }

  private final List<Site> sites = new ArrayList<>();
  private final List<Double> errors = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LedgerExporter exporter = new LedgerExporter();

  @AfterEach
  void end() {
    exporter.close();
    threads.shutdownNow();
    sites.forEach(Site::close);
  }

  @AfterAll
  static void writeTable() {
    if (Boolean.getBoolean("docs.write")) {
      ReclaimTable.writeAfterFaults(TABLE);
    }
  }

  private void begin(List<EtcdBinary> lines, Function<EtcdBinary, Site> start) {
    List<CompletableFuture<Site>> starting =
        lines.stream()
            .map(line -> CompletableFuture.supplyAsync(() -> start.apply(line), threads))
            .toList();
    starting.forEach(site -> sites.add(site.join()));
    onAll(
        site ->
            site.write(
                writer -> {
                  writer.fill("/registry/pods/old/", 2_000, 1_000);
                  writer.compactPhysically(site.revision());
                }));
  }

  private void follow(Duration scans, int resume) {
    Map<String, List<String>> endpoints = new HashMap<>();
    sites.forEach(site -> endpoints.put(site.name, site.endpoints()));
    exporter.follow(endpoints, scans, resume);
    sites.forEach(site -> exporter.awaitCertainty(site.name));
  }

  /** Another process, which knows nothing. */
  private void startAnew() {
    exporter.close();
    exporter = new LedgerExporter();
    follow(OFTEN, RESUME);
  }

  /** On all lines at once. */
  private void onAll(Consumer<Site> act) {
    var unused =
        ofAll(
            site -> {
              act.accept(site);
              return site;
            });
  }

  private <T> List<T> ofAll(Function<Site, T> act) {
    List<CompletableFuture<T>> all =
        sites.stream()
            .map(site -> CompletableFuture.supplyAsync(() -> act.apply(site), threads))
            .toList();
    return all.stream().map(CompletableFuture::join).toList();
  }

  private static PutRequest put(String key, int valueBytes, long lease) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFrom(new byte[valueBytes]))
        .setLease(lease)
        .build();
  }

  /** 200 keys are put in turn. */
  private static void storm(Writer writer, long puts) {
    writer.putEach(puts, i -> put("/registry/leases/" + i % 200, 3_000, 0));
  }

  /** Kills a member after some thousand of these puts; what becomes of the others. */
  private CompletableFuture<Void> killInStorm(
      Site site, RealEtcd killed, RealEtcd through, long puts) {
    long before = site.revision();
    CompletableFuture<Void> storm =
        CompletableFuture.runAsync(
            () -> site.write(through, writer -> storm(writer, puts)), threads);
    exporter.awaitRevision(site.name, before + 1_000);
    killed.kill9();
    return storm;
  }

  /** Where a member hangs, the last scan can be too old: nothing is said then. */
  private List<SeenFile> seen(Site site, Truth truth) {
    exporter.awaitRevision(site.name, site.revision());
    Observed observed = exporter.observedAfterScan(site.name);
    return site.present().stream()
        .map(member -> SeenFile.of(member, observed, space -> truth.of(site, member, space)))
        .toList();
  }

  private void holds(String when, Truth truth, Check check) {
    for (List<SeenFile> members : ofAll(site -> seen(site, truth))) {
      members.stream()
          .max(Comparator.comparing(SeenFile::error))
          .ifPresent(worst -> TABLE.add(worst.row(when)));
      for (SeenFile seen : members) {
        check.of(seen, seen.etcd() + " " + when + ": " + seen.row(when) + seen);
        if (seen.isSure()) {
          errors.add(seen.error());
        }
      }
    }
  }

  /** The keys to the one, each part to a tenth of the file, and the true verdict. */
  private void right(String when) {
    holds(when, Site::truth, this::isRight);
  }

  private void isRight(SeenFile seen, String what) {
    assertThat(seen.isSure()).as(what).isTrue();
    assertThat(seen.historyKnown()).as(what).isTrue();
    isRightOrSaidNotToBe(seen, what);
  }

  private void isRightOrSaidNotToBe(SeenFile seen, String what) {
    assertThat(seen.verdict()).as(what).isIn(seen.trueVerdict(), Verdict.UNKNOWN);
    if (!seen.isSure()) {
      return;
    }
    assertThat(seen.live().total().keys()).as(what).isEqualTo(seen.truth().keys());
    assertThat(seen.liveError()).as(what).isLessThan(BOUND);
    if (seen.historyKnown()) {
      assertThat(seen.error()).as(what).isLessThan(BOUND);
      assertThat(seen.verdict()).as(what).isEqualTo(seen.trueVerdict());
      assertThat(seen.bloated()).as(what).isEqualTo(seen.trulyBloated());
    }
  }

  /** What lives is right; history may be said to be estimated. */
  private void rightAfterScan(String when) {
    holds(
        when,
        Site::truth,
        (seen, what) -> {
          assertThat(seen.isSure()).as(what).isTrue();
          assertThat(seen.liveError()).as(what).isLessThan(BOUND_AFTER_SCAN);
          isRightOrSaidNotToBe(seen, what);
        });
  }

  private void rightInTheMedian() {
    assertThat(errors.stream().sorted().skip(errors.size() / 2).findFirst().orElseThrow())
        .isLessThan(BOUND_IN_THE_MEDIAN);
  }

  @Test
  void partsAreRightOrSaidNotToBeAfterEtcdOrTheExporterWasKilled() {
    begin(EtcdBinaries.lines(), Site::ofOne);
    follow(Duration.ofHours(1), RESUME);

    // When etcd is killed in a storm of writes, then nothing is lost
    onAll(
        site -> {
          RealEtcd etcd = site.member(0);
          assertThatThrownBy(killInStorm(site, etcd, etcd, Long.MAX_VALUE)::join)
              .hasMessageContaining("A put failed");
          etcd.restart();
          site.write(writer -> writer.overwrite("/registry/pods/old/1", 1, 100));
        });
    right("etcd killed in a storm of writes, and restarted");

    // When leases expire
    onAll(
        site ->
            site.write(
                writer -> {
                  // Each with its keys at once: a slow machine takes longer than a lease lives.
                  for (int i = 0; i < 100; i++) {
                    long lease = writer.grantLease(5);
                    String keys = "/registry/events/" + i + "/";
                    writer.putTogether(50, 50, key -> put(keys + key, 700, lease));
                  }
                  Poll.until(
                      "they have expired",
                      SOON,
                      () -> site.member(0).etcdctl().count("/registry/events/") == 0);
                }));
    right("5,000 keys on 100 leases that expired");

    // When the exporter is killed after a storm that is compacted in part
    onAll(
        site ->
            site.write(
                writer -> {
                  storm(writer, 3_000);
                  long middle = site.revision();
                  storm(writer, 3_000);
                  writer.compactPhysically(middle);
                }));
    right("200 keys put 30 times, half of that compacted");
    startAnew();
    rightAfterScan("the exporter killed and started anew");

    // When pages are left half-empty, and it is killed and misses new keys
    onAll(
        site ->
            site.write(
                writer -> {
                  long lease = writer.grantLease(600);
                  writer.putTogether(
                      100,
                      30_000,
                      i -> put("/registry/configmaps/" + i, 400, i % 3 == 0 ? 0 : lease));
                  writer.revoke(lease);
                  writer.compactPhysically(site.revision());
                  writer.overwrite("/registry/pods/old/2", 20, 100);
                }));
    right("30,000 keys of 400 B, two of three deleted, and compacted");
    exporter.close();
    onAll(site -> site.write(writer -> writer.fill("/registry/secrets/", 3_000, 500)));
    startAnew();
    rightAfterScan("3,000 new keys while there was no exporter");

    // When all history is compacted
    onAll(
        site ->
            site.write(
                writer -> {
                  writer.compactPhysically(site.revision());
                  writer.overwrite("/registry/pods/old/2", 20, 100);
                }));
    right("compacted at the newest revision, and 20 puts");
    holds(
        "the same, against a copy that etcd's own tool defragmented",
        Site::truthByDefrag,
        this::isRight);
    rightInTheMedian();
  }

  /** On the oldest and the newest line: twelve members of four are too many for two cores. */
  @Test
  void partsAreRightOrSaidNotToBeWhenAnotherMemberIsWatched() {
    begin(List.of(EtcdBinaries.newest("3.4"), EtcdBinaries.newest("3.7")), Site::ofThree);
    follow(OFTEN, RESUME_LITTLE);

    // When the member that is watched hangs, and goes on
    onAll(
        site -> {
          site.member(0).pause();
          site.write(writer -> storm(writer, 800));
        });
    rightOrSaidNotToBe("of three members the watched one hangs, and 800 puts");
    onAll(site -> site.member(0).resume());
    rightOrSaidNotToBe("it goes on");

    // When the next one is killed
    onAll(
        site -> {
          // If it led, the storm fails.
          killInStorm(site, site.member(1), site.member(2), 6_000)
              .exceptionally(failed -> null)
              .join();
          site.write(writer -> storm(writer, 500));
        });
    rightOrSaidNotToBe("the next one killed in a storm of writes");
    onAll(site -> site.member(1).restart());
    rightOrSaidNotToBe("it is restarted");

    // When more is written and compacted than the watch catches up with
    onAll(
        site -> {
          site.member(0).pause();
          site.write(
              writer -> {
                storm(writer, 800);
                writer.compactPhysically(site.revision());
                writer.fill("/registry/new/", 3_000, 3_000);
              });
        });
    rightOrSaidNotToBe("the watched one hangs, 800 puts, a compaction and 3,000 new keys");
    sites.forEach(site -> exporter.awaitCertainty(site.name));
    rightAfterScan("the same, after a scan");
    onAll(site -> site.member(0).resume());
    rightOrSaidNotToBe("it goes on");
    rightInTheMedian();
  }

  private void rightOrSaidNotToBe(String when) {
    holds(when, Site::truth, this::isRightOrSaidNotToBe);
  }
}
