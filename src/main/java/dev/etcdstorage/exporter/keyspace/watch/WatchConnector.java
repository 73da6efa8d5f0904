package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.keyspace.work.AsyncSteps;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds where the next stream begins: at which member, and at which revision. */
final class WatchConnector {
  private final UsableMembers members;
  private final When when;
  private final AsyncSteps steps;
  private final WatchPosition position;

  /** The member of the latest attempt, unless its watch delivered: others are tried first. */
  private Optional<EtcdMember> failed = Optional.empty();

  WatchConnector(UsableMembers members, When when, AsyncSteps steps, WatchPosition position) {
    this.members = members;
    this.when = when;
    this.steps = steps;
    this.position = position;
  }

  /**
   * Where a stream begins.
   *
   * @param revision 0 is from now on
   */
  record At(EtcdMember member, long revision) {}

  /** The latest stream delivered; its member is as good as any. */
  void worked() {
    failed = Optional.empty();
  }

  /**
   * Calls one of them when members have answered: with the start, or with why there can be no
   * stream.
   */
  void find(Consumer<At> go, Consumer<StreamEnd> wrong) {
    RestoreDetector.Floor asked = position.floor();
    steps.then(
        members.find(when, failed, WatchLoop.soon()),
        search ->
            search.match(
                found -> found(asked, found, go, wrong),
                other -> {
                  var unused = position.restored(asked, other.status());
                  wrong.accept(listener -> listener.notLeading(other.status().revision()));
                },
                none -> wrong.accept(noMember(none))));
  }

  private static StreamEnd noMember(UsableMembers.NotFound none) {
    return none.refusal()
        .filter(failure -> none.byAll())
        .map(StreamEnd::refused)
        .orElseGet(() -> listener -> listener.noMember(none.refusal()));
  }

  private void found(
      RestoreDetector.Floor asked,
      UsableMembers.Found found,
      Consumer<At> go,
      Consumer<StreamEnd> wrong) {
    failed = Optional.of(found.member());
    var unused = position.restored(asked, found.status());
    if (position.startsFromNow()) {
      position.passed(found.status().revision());
      go.accept(new At(found.member(), 0));
      return;
    }
    EtcdMember member = found.member();
    steps.then(
        member.compactedRevision(position.compacted(), WatchLoop.soon()),
        answer -> {
          answer.refusal().map(StreamEnd::failed).ifPresent(wrong);
          answer.got().ifPresent(compacted -> resume(member, compacted, go, wrong));
        });
  }

  /**
   * How much is to be caught up must be known as of now: the search may have waited for a member
   * that hangs.
   */
  private void resume(
      EtcdMember member, long compacted, Consumer<At> go, Consumer<StreamEnd> wrong) {
    steps.then(
        member.status(WatchLoop.soon()),
        answer -> {
          answer.refusal().map(StreamEnd::failed).ifPresent(wrong);
          answer
              .got()
              .map(status -> position.resumeAt(status.revision(), compacted))
              .ifPresent(revision -> go.accept(new At(member, revision)));
        });
  }
}
