package dev.etcdstorage.exporter.keyspace.work;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.Found;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.NotFound;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.NotLeading;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.Search;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which member to work through, by each one's status. Pure. */
final class MemberSelection {
  private MemberSelection() {}

  /**
   * Chooses as described at {@link UsableMembers#find}.
   *
   * @param answers in the order of preference
   */
  static Search of(When when, Map<EtcdMember, Answer<MemberStatus>> answers) {
    Optional<Search> second = Optional.empty();
    for (Map.Entry<EtcdMember, Answer<MemberStatus>> each : answers.entrySet()) {
      Optional<MemberStatus> status = each.getValue().got().filter(told -> !told.learner());
      if (status.isPresent()) {
        Found found = new Found(each.getKey(), status.get());
        if (when == When.ALWAYS ? found.hasLeader() : status.get().leader()) {
          return found;
        }
        if (second.isEmpty()) {
          second = Optional.of(secondBest(when, found));
        }
      }
    }
    return second.orElseGet(() -> nobody(answers.values()));
  }

  private static Search secondBest(When when, Found found) {
    return when == When.ALWAYS ? found : new NotLeading(found.status());
  }

  private static NotFound nobody(Collection<Answer<MemberStatus>> answers) {
    List<Failure> refusals =
        answers.stream()
            .flatMap(answer -> answer.refusal().stream())
            .filter(failure -> failure.reason().refusesUser())
            .toList();
    return new NotFound(refusals.stream().findFirst(), refusals.size() == answers.size());
  }
}
