package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Asks the cluster through whichever member answers; through one that defragments only when no
 * other does. A member that is cut off from the others answers Status but not what a majority must
 * confirm: that costs one wait, not one for each question. Thread-safe.
 */
final class AnyMember {
  private static final Duration EACH = Duration.ofSeconds(5);

  private final MaintainedCluster cluster;
  private final Duration each;
  private volatile List<Endpoint> endpoints;
  private final Set<Endpoint> silent = ConcurrentHashMap.newKeySet();
  private volatile Optional<Endpoint> busy = Optional.empty();

  AnyMember(MaintainedCluster cluster) {
    this(cluster, EACH);
  }

  AnyMember(MaintainedCluster cluster, Duration each) {
    this.cluster = cluster;
    this.each = each;
    this.endpoints = cluster.config().endpoints();
  }

  /** Asks these voters from now on; learners refuse what needs a majority. */
  void follow(ClusterSample sample) {
    List<Endpoint> voters = sample.voters().stream().map(MemberSample::endpoint).toList();
    if (!voters.isEmpty()) {
      endpoints = voters;
    }
  }

  /** This member is defragmenting and answers nothing. */
  void avoid(Optional<Endpoint> endpoint) {
    busy = endpoint;
  }

  <T> Answer<T> ask(BiFunction<MemberControl, Deadline, CompletableFuture<Answer<T>>> question) {
    Optional<Endpoint> last = busy;
    List<Endpoint> order =
        endpoints.stream()
            .sorted(
                Comparator.comparing((Endpoint endpoint) -> last.equals(Optional.of(endpoint)))
                    .thenComparing(silent::contains))
            .toList();
    Answer<T> answer = Answer.refused(Reason.UNREACHABLE, "no member to ask");
    for (Endpoint endpoint : order) {
      answer = question.apply(cluster.control(endpoint), Deadline.in(each)).join();
      if (answer.got().isPresent() || definite(answer)) {
        silent.remove(endpoint);
        return answer;
      }
      silent.add(endpoint);
    }
    return answer;
  }

  <T> Answer<T> keys(BiFunction<OwnKeys, Deadline, CompletableFuture<Answer<T>>> question) {
    return ask((control, deadline) -> question.apply(control.ownKeys(), deadline));
  }

  /** Whether another member would answer the same. */
  private static boolean definite(Answer<?> answer) {
    return answer.refusal().filter(why -> why.reason().refusesUser()).isPresent();
  }
}
