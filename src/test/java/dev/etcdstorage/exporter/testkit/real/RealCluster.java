package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of native etcd processes, named {@code etcd-0} and up. */
public final class RealCluster implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 5;
  private static final Pattern INITIAL_CLUSTER = Pattern.compile("ETCD_INITIAL_CLUSTER=\"(.*)\"");

  private static final Pattern ADDED = Pattern.compile("Member +([0-9a-f]+) added");

  private final EtcdLaunch launch;
  private final List<RealEtcd> members = new ArrayList<>();
  private final UnaryOperator<String> knownAs;
  private int named;

  private RealCluster(EtcdLaunch launch, UnaryOperator<String> knownAs) {
    this.launch = launch;
    this.knownAs = knownAs;
  }

  public static RealCluster start(EtcdBinary binary, int size) {
    return start(EtcdLaunch.of(binary), size);
  }

  /** Members that differ in name and ports only; they have agreed on a leader. */
  public static RealCluster start(EtcdLaunch launch, int size) {
    return start(launch, size, UnaryOperator.identity());
  }

  /** The same, with the lines between the members in the test's hands. */
  public static RealCluster start(EtcdLaunch launch, int size, PeerLines lines) {
    return start(launch, size, lines::through);
  }

  private static RealCluster start(EtcdLaunch launch, int size, UnaryOperator<String> knownAs) {
    for (int attempt = 1; ; attempt++) {
      RealCluster cluster = new RealCluster(launch.token(UUID.randomUUID().toString()), knownAs);
      try {
        cluster.form(size);
        return cluster;
      } catch (PortTakenError e) {
        cluster.close();
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    }
  }

  private void form(int size) {
    List<EtcdPorts> ports = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ports.add(EtcdPorts.free());
    }
    List<String> names = ports.stream().map(port -> nextName()).toList();
    List<String> urls = ports.stream().map(port -> knownAs.apply(port.peerUrl())).toList();
    String initial =
        IntStream.range(0, size)
            .mapToObj(i -> names.get(i) + "=" + urls.get(i))
            .collect(Collectors.joining(","));
    for (int i = 0; i < size; i++) {
      EtcdLaunch own =
          launch.name(names.get(i)).flag("--initial-advertise-peer-urls=" + urls.get(i));
      members.add(new RealEtcd(own, ports.get(i), initial, "new"));
    }
    members.forEach(RealEtcd::start);
    members.forEach(RealEtcd::awaitReady);
    leader();
  }

  private String nextName() {
    return "etcd-" + named++;
  }

  public List<RealEtcd> members() {
    return List.copyOf(members);
  }

  /** Client endpoints, {@code host:port}. */
  public List<String> endpoints() {
    return members.stream().map(RealEtcd::endpoint).toList();
  }

  /** The leader on whom all members that answer agree; waits while there is none. */
  public RealEtcd leader() {
    return Poll.answer(() -> "one leader among " + members, LIMIT, this::agreedLeader);
  }

  /** The other members that run. */
  public List<RealEtcd> followers() {
    RealEtcd leader = leader();
    return members.stream().filter(m -> m != leader && m.isRunning()).toList();
  }

  private Optional<RealEtcd> agreedLeader() {
    List<RealEtcd> leaders = new ArrayList<>();
    for (RealEtcd member : members) {
      Optional<String> page = pageOf(member);
      if (page.isPresent()) {
        if (MetricsText.value(page.get(), "etcd_server_has_leader").orElse(0) != 1) {
          return Optional.empty();
        }
        if (MetricsText.value(page.get(), "etcd_server_is_leader").orElse(0) == 1) {
          leaders.add(member);
        }
      }
    }
    return leaders.size() == 1 ? Optional.of(leaders.get(0)) : Optional.empty();
  }

  private static Optional<String> pageOf(RealEtcd member) {
    if (!member.isRunning() || member.isPaused()) {
      return Optional.empty();
    }
    try {
      return Optional.of(member.metricsPage());
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** etcdctl aimed at all members. */
  public Etcdctl etcdctl() {
    return Etcdctl.to(launch.binary(), members).withTls(launch.tls());
  }

  /** Moves with each entry of the raft log, of whatever kind. Sizes lag by a tenth of a second. */
  public List<Long> raftIndexes() {
    return etcdctl().endpointStatus().stream().map(EndpointStatus::raftIndex).toList();
  }

  /** Compacts to a revision, on every member and in every file. */
  public void compact(long revision) {
    leader().etcdctl().compact(revision, true);
    Poll.until(
        "every member has compacted",
        LIMIT,
        () -> members.stream().allMatch(member -> member.compactedRevision() == revision));
  }

  /**
   * Waits until more than half of each file is free pages. 3.4 tells of pages in use as they were
   * at the last commit, so something is written meanwhile.
   */
  public void awaitFreePages() {
    Poll.until(
        "all members have free pages",
        Duration.ofMinutes(2),
        () -> {
          leader().etcdctl().put("/nudge", "x"); // a learner would refuse it
          return etcdctl().endpointStatus().stream()
              .allMatch(status -> 2 * status.dbSizeInUse() < status.dbSize());
        });
  }

  /** A further voter, started and in step. */
  public RealEtcd addMember() {
    return add(List.of());
  }

  /** A further member without a vote. */
  public RealEtcd addLearner() {
    return add(List.of("--learner"));
  }

  /**
   * A further member that is in the list and never starts.
   *
   * @param flags {@code --learner} for one without a vote
   * @return its id in hexadecimal
   */
  public String addUnstarted(List<String> flags) {
    List<String> arguments =
        new ArrayList<>(
            List.of("member", "add", nextName(), "--peer-urls=" + EtcdPorts.free().peerUrl()));
    arguments.addAll(flags);
    Matcher added = ADDED.matcher(changeMembers(arguments));
    if (!added.find()) {
      throw new AssertionError("No id of a member in what etcdctl " + arguments + " said");
    }
    return added.group(1);
  }

  private RealEtcd add(List<String> flags) {
    EtcdPorts ports = EtcdPorts.free();
    String name = nextName();
    List<String> arguments =
        new ArrayList<>(List.of("member", "add", name, "--peer-urls=" + ports.peerUrl()));
    arguments.addAll(flags);
    String answer = changeMembers(arguments);
    Matcher initial = INITIAL_CLUSTER.matcher(answer);
    if (!initial.find()) {
      throw new AssertionError("No initial cluster in: " + answer);
    }
    RealEtcd member = new RealEtcd(launch.name(name), ports, initial.group(1), "existing");
    members.add(member);
    member.start();
    member.awaitReady();
    return member;
  }

  /** Takes it out of the cluster and ends it. */
  public void removeMember(RealEtcd member) {
    members.remove(member);
    try {
      changeMembers(List.of("member", "remove", Long.toHexString(member.memberId())));
    } finally {
      member.close();
    }
  }

  /** etcd refuses to change a cluster whose members have not been connected for some seconds. */
  private String changeMembers(List<String> arguments) {
    return Poll.answer(
        () -> "etcdctl " + arguments,
        LIMIT,
        () -> {
          Command.Result result = etcdctl().attempt("", arguments.toArray(String[]::new));
          if (result.exitCode() == 0) {
            return Optional.of(result.stdout());
          }
          if (result.stderr().contains("unhealthy cluster")) {
            return Optional.empty();
          }
          throw new AssertionError(arguments + " failed: " + result.stderr());
        });
  }

  /** All members begin again from one snapshot, as a new cluster on the same ports. */
  public void restoreFrom(Path snapshot) {
    members.forEach(member -> member.restoreFrom(snapshot));
    members.forEach(RealEtcd::start);
    members.forEach(RealEtcd::awaitReady);
    leader();
  }

  @Override
  public void close() {
    members.forEach(RealEtcd::close);
  }
}
