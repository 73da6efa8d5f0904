package dev.etcdstorage.exporter.keyspace.work;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.Found;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.Nobody;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.NotLeading;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers.Search;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which member to work through, by what each said of itself. Pure. */
final class MemberChoice {
  private MemberChoice() {}

  /**
   * Chooses, as {@link OwnMembers#find} tells.
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

  private static Nobody nobody(Collection<Answer<MemberStatus>> answers) {
    List<Failure> refusals =
        answers.stream()
            .flatMap(answer -> answer.refusal().stream())
            .filter(OwnMembers::refuses)
            .toList();
    return new Nobody(refusals.stream().findFirst(), refusals.size() == answers.size());
  }
}
