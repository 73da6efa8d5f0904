package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.advice.Filling;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.Growth;
import dev.etcdstorage.exporter.storage.LargeFall;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was seen of one cluster, without any judgement.
 *
 * @param now the last look; its keyspace has a scan where one was finished
 * @param at when that was
 * @param earlier the look before, if there were two
 * @param scanTrouble why there is no scan although one was wanted
 */
public record Examined(
    Observed now, Instant at, Optional<Earlier> earlier, Optional<String> scanTrouble) {
  /** The look before, at the same members. */
  record Earlier(ClusterSample sample, Instant at) {}

  /** A member that answered. */
  public record Answering(String name, Reached reached) {
    public MemberStatus status() {
      return reached.status();
    }
  }

  public List<MemberSample> members() {
    return now.sample().members();
  }

  public List<Answering> answering() {
    return members().stream()
        .flatMap(
            member ->
                member.outcome().reached().map(r -> new Answering(member.member(), r)).stream())
        .toList();
  }

  /** Time between the looks. */
  public Duration span() {
    return earlier.map(look -> Duration.between(look.at(), at)).orElse(Duration.ZERO);
  }

  /**
   * How a member's file grew between the looks; only the last look's size if there was no other, or
   * if somebody compacted or defragmented in between.
   */
  public Growth growth(Reached reached) {
    Growth.Look last = new Growth.Look(at, reached.space());
    List<Growth.Look> looks =
        before(reached)
            .map(before -> new Growth.Look(earlier.orElseThrow().at(), before.space()))
            .map(before -> List.of(before, last))
            .orElse(List.of(last));
    return new Growth(LargeFall.since(looks, span()));
  }

  /**
   * Whether a member's file will be full soon. Pages in use rise between two compactions and fall
   * with each, so they count only if no compaction is sure to come before.
   */
  Optional<Filling> filling(MemberSample member) {
    return member.outcome().reached().flatMap(this::filling);
  }

  private Optional<Filling> filling(Reached member) {
    long quota = member.quota().map(Quota::bytes).orElse(0L);
    Growth growth = growth(member);
    OptionalDouble bySize = growth.secondsToFullBySize(quota);
    OptionalDouble byInUse = growth.secondsToFullByInUse(quota);
    double inUse = byInUse.orElse(Double.POSITIVE_INFINITY);
    boolean refills =
        inUse < bySize.orElse(Double.POSITIVE_INFINITY)
            && inUse < Limits.IN_USE_CRITICAL.toSeconds();
    OptionalDouble pace = refills ? growth.inUsePace() : growth.sizePace();
    return Filling.of(
            member,
            refills ? byInUse : bySize,
            "at the pace of the last "
                + Amount.duration(growth.span())
                + ": "
                + (refills ? "its pages in use grow" : "its file grows")
                + " by "
                + Amount.rate(pace.orElse(0)))
        .filter(filling -> filling.seconds() > 0);
  }

  /** The same member's answer at the look before. */
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
