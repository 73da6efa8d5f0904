package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag.RunSettings;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A guarded defragmentation of a real etcd, as the command has it, and what is heard of it. */
final class Defragmented implements AutoCloseable {
  static final Thresholds THRESHOLDS = new Thresholds(0.5, 0.8, 1 << 20, 0.1, 1.5, 8L << 30);
  static final DefragRules RULES =
      rules(GuardSettings.ofDefrag(Optional.empty(), false, Optional.empty()));

  private final EtcdConnector connector = new EtcdConnector();
  final StoppableSleeper farewell = new StoppableSleeper();
  final MaintainedCluster cluster;
  final GuardedDefrag defrag;
  final List<String> heard = new CopyOnWriteArrayList<>();
  Consumer<MemberSample> onBegin = member -> {};

  private Defragmented(
      String endpoint, DefragRules rules, Sleeper sleeper, DefragLimits limits, Duration lock) {
    cluster = new MaintainedCluster(connector.cluster(PlainCluster.at(endpoint)), Sleeper.system());
    defrag =
        new GuardedDefrag(
            cluster, rules, sleeper, new RunSettings("defrag", lock, limits, farewell));
  }

  static Defragmented of(String endpoint) {
    return of(endpoint, RULES);
  }

  static Defragmented of(String endpoint, DefragRules rules) {
    return of(endpoint, rules, Sleeper.system(), DefragLimits.USUAL);
  }

  static Defragmented of(String endpoint, DefragRules rules, Sleeper sleeper, DefragLimits limits) {
    return new Defragmented(endpoint, rules, sleeper, limits, Duration.ofMinutes(5));
  }

  /** With a lock that lives so long unless it is renewed. */
  static Defragmented withLock(String endpoint, Duration lives) {
    return new Defragmented(endpoint, RULES, Sleeper.system(), DefragLimits.USUAL, lives);
  }

  static DefragRules rules(GuardSettings guards) {
    return new DefragRules(new DefragPolicy(THRESHOLDS, Duration.ofHours(12)), guards);
  }

  static DefragRules single() {
    return rules(GuardSettings.ofDefrag(Optional.empty(), true, Optional.empty()));
  }

  static DefragRules stopFile(Path file) {
    return rules(GuardSettings.ofDefrag(Optional.of(file), false, Optional.empty()));
  }

  static DefragRules dataDir(Path directory) {
    return rules(GuardSettings.ofDefrag(Optional.empty(), true, Optional.of(directory)));
  }

  /** Live keys, and a file of more than twice their size, on every member. */
  static void fragment(List<RealEtcd> members, int liveMib, int deadMib) {
    try (Writer writer = Writer.to(members.get(0).endpoint())) {
      writer.fill("/live/", liveMib * 4L, 256 << 10);
      writer.overwrite("/dead", deadMib * 4L, 256 << 10);
      long revision = members.get(0).etcdctl().status().revision();
      try {
        writer.compactPhysically(revision);
      } catch (StatusRuntimeException e) {
        throw new AssertionError("Cannot compact", e);
      }
    }
    try (Defragmented seen = of(members.get(0).endpoint())) {
      Poll.until(
          () -> "all members are due: " + seen.defrag.plan().members(),
          Duration.ofSeconds(60),
          () -> {
            members.get(0).etcdctl().put("/nudge", "x");
            return seen.defrag.plan().due().size() == members.size();
          });
    }
  }

  RunEnd ran() throws InterruptedException {
    GuardedEnd end = defrag.run(listener());
    if (end instanceof GuardedEnd.Ran ran) {
      return ran.end();
    }
    throw new AssertionError("It did not run: " + end);
  }

  GuardedListener listener() {
    return new GuardedListener() {
      @Override
      public void leaderMoves(MemberSample from, MemberSample to) {
        heard.add(from.member() + " gives its place away");
      }

      @Override
      public void begins(MemberSample member, Duration expected) {
        heard.add(member.member() + " begins");
        onBegin.accept(member);
      }

      @Override
      public void overdue(MemberSample member, Duration elapsed) {
        heard.add(member.member() + " is overdue");
      }

      @Override
      public void ended(MemberSample member, DefragRecord result) {
        heard.add(member.member() + (result.succeeded() ? " done" : " failed"));
      }

      @Override
      public void leaves(MemberSample member) {
        heard.add(member.member() + " is left");
      }

      @Override
      public void lockLeft(Optional<Duration> left) {
        heard.add("lock is left");
      }

      @Override
      public void forgotten(String memberId) {
        heard.add(memberId + " is forgotten");
      }

      @Override
      public void notKept(MemberSample member, String why) {
        heard.add(member.member() + " is not kept");
      }
    };
  }

  List<Guard> refusals() {
    return defrag.plan().refusals().stream().map(Refusal::guard).toList();
  }

  Map<String, DefragRecord> kept() {
    Map<String, DefragRecord> kept = new LinkedHashMap<>();
    defrag.lastRuns().forEach((member, run) -> run.ifPresent(last -> kept.put(member, last)));
    return kept;
  }

  @Override
  public void close() {
    cluster.close();
    connector.close();
  }
}
