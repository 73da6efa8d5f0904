package dev.etcdstorage.exporter.image;

import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/** Three etcds: clients reach them on one network, and they each other on a second. */
final class ClusterOfContainers implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Network clients = Network.newNetwork();

  /** Leads nowhere else, so that published ports are on the other. */
  private final Network peers =
      Network.builder().createNetworkCmdModifier(create -> create.withInternal(true)).build();

  private final List<EtcdContainer> members;

  private ClusterOfContainers(EtcdBinary binary) {
    List<String> names = IntStream.range(0, 3).mapToObj(i -> "etcd-" + i).toList();
    members =
        names.stream()
            .map(name -> EtcdContainer.member(binary, clients, peers, name, names))
            .toList();
  }

  static ClusterOfContainers start(EtcdBinary binary) {
    ClusterOfContainers cluster = new ClusterOfContainers(binary);
    try {
      Startables.deepStart(cluster.members).join();
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  List<EtcdContainer> members() {
    return members;
  }

  List<EtcdContainer> others(EtcdContainer than) {
    return members.stream().filter(member -> !member.name().equals(than.name())).toList();
  }

  Network clients() {
    return clients;
  }

  Network peers() {
    return peers;
  }

  /** As a flag of the exporter. */
  String endpoints() {
    return members.stream()
        .map(member -> "http://" + member.name() + ":" + EtcdContainer.CLIENT_PORT)
        .collect(Collectors.joining(","));
  }

  /** Whom all three take for the leader. */
  EtcdContainer leader() {
    return leaderOf(members);
  }

  /** Whom these take for the leader, as soon as they agree on one of them. */
  EtcdContainer leaderOf(List<EtcdContainer> some) {
    return Poll.answer(
        () -> some.stream().map(EtcdContainer::name).toList() + " agree on a leader among them",
        SOON,
        () -> agreed(some));
  }

  /** Makes it the leader. */
  void lead(EtcdContainer member) {
    Poll.until(
        () -> member.name() + " leads",
        SOON,
        () -> {
          EtcdContainer leader = leader();
          if (!leader.name().equals(member.name())) {
            leader.moveLeader(member.status().memberId());
          }
          return leader.name().equals(member.name());
        });
  }

  private static Optional<EtcdContainer> agreed(List<EtcdContainer> some) throws IOException {
    Optional<EtcdContainer> leader = Optional.empty();
    for (EtcdContainer member : some) {
      EtcdContainer.Status status = member.status();
      if (!status.leader().equals(some.get(0).status().leader())) {
        return Optional.empty();
      }
      if (status.leader().equals(Optional.of(status.memberId()))) {
        leader = Optional.of(member);
      }
    }
    return leader;
  }

  /** Puts so many keys, each once it can be: an election may be under way. */
  static void write(EtcdContainer through, String prefix, int keys) {
    for (int i = 0; i < keys; i++) {
      String key = prefix + i;
      Poll.until(
          "a put through " + through.name(),
          SOON,
          () -> {
            through.put(key, "value of " + key);
            return true;
          });
    }
  }

  @Override
  public void close() {
    members.forEach(EtcdContainer::close);
    clients.close();
    peers.close();
  }
}
