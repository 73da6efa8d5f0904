package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.Growth;
import dev.etcdstorage.exporter.storage.LargeFall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of one cluster. Judges nothing.
 *
 * @param now the last look; its keyspace has a scan where one was finished
 * @param at when that was
 * @param earlier the look before, where there were two
 * @param scanTrouble why there is no scan although one was asked for
 */
record Examined(Observed now, Instant at, Optional<Earlier> earlier, Optional<String> scanTrouble) {
  /** A look at the same members. */
  record Earlier(ClusterSample sample, Instant at) {}

  /** A member that answered. */
  record Answering(String name, Reached reached) {
    MemberStatus status() {
      return reached.status();
    }
  }

  List<MemberSample> members() {
    return now.sample().members();
  }

  List<Answering> answering() {
    return members().stream()
        .flatMap(
            member ->
                member.outcome().reached().map(r -> new Answering(member.member(), r)).stream())
        .toList();
  }

  /** Time between the looks. */
  Duration span() {
    return earlier.map(look -> Duration.between(look.at(), at)).orElse(Duration.ZERO);
  }

  /**
   * How a member's file grew between the looks; of the last look only, where there was no other, or
   * where somebody compacted or defragmented in between.
   */
  Growth growth(Reached reached) {
    Growth.Look last = new Growth.Look(at, reached.space());
    List<Growth.Look> looks =
        before(reached)
            .map(before -> new Growth.Look(earlier.orElseThrow().at(), before.space()))
            .map(before -> List.of(before, last))
            .orElse(List.of(last));
    return new Growth(LargeFall.since(looks, span()));
  }

  /** What the same member said at the look before. */
  Optional<Reached> before(Reached reached) {
    MemberStatus status = reached.status();
    return earlier.stream()
        .filter(look -> look.at().isBefore(at))
        .flatMap(look -> look.sample().members().stream())
        .flatMap(member -> member.outcome().reached().stream())
        .filter(
            before ->
                before.status().memberId() == status.memberId()
                    && before.status().clusterId() == status.clusterId()
                    && before.status().revision() <= status.revision())
        .findFirst();
  }
}
