package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds out where the next stream begins: at which member, and at which revision. */
final class WatchStart {
  private final OwnMembers members;
  private final When when;
  private final Turns turns;
  private final Progress progress;

  /** Where the latest attempt was, unless it came to a watch that delivered: others come first. */
  private Optional<EtcdMember> failed = Optional.empty();

  WatchStart(OwnMembers members, When when, Turns turns, Progress progress) {
    this.members = members;
    this.when = when;
    this.turns = turns;
    this.progress = progress;
  }

  /**
   * Where a stream begins.
   *
   * @param revision 0 is from now on
   */
  record At(EtcdMember member, long revision) {}

  /** The latest stream did what it is for; its member is as good as any. */
  void worked() {
    failed = Optional.empty();
  }

  /** Tells it when members have answered, or why there can be no stream. */
  void find(Consumer<At> go, Consumer<Verdict> wrong) {
    StoreMemory.Floor asked = progress.floor();
    turns.then(
        members.find(when, failed, WatchLoop.soon()),
        search -> {
          if (search instanceof OwnMembers.Found found) {
            found(asked, found, go, wrong);
          } else if (search instanceof OwnMembers.NotLeading other) {
            var unused = progress.restored(asked, other.status());
            wrong.accept(new Verdict.NotLeading(other.status().revision()));
          } else if (search instanceof OwnMembers.Nobody nobody) {
            wrong.accept(
                nobody
                    .refusal()
                    .filter(failure -> nobody.byAll())
                    .map(WatchStart::failed)
                    .orElseGet(() -> new Verdict.NoMember(nobody.refusal())));
          }
        });
  }

  private void found(
      StoreMemory.Floor asked, OwnMembers.Found found, Consumer<At> go, Consumer<Verdict> wrong) {
    failed = Optional.of(found.member());
    var unused = progress.restored(asked, found.status());
    if (progress.startsFromNow()) {
      progress.passed(found.status().revision());
      go.accept(new At(found.member(), 0));
      return;
    }
    EtcdMember member = found.member();
    turns.then(
        member.compactedRevision(progress.compacted(), WatchLoop.soon()),
        answer -> {
          answer.refusal().map(WatchStart::failed).ifPresent(wrong);
          answer.got().ifPresent(compacted -> resume(member, compacted, go, wrong));
        });
  }

  /** How much lies behind must be as of now: the search may have waited for a member that hangs. */
  private void resume(EtcdMember member, long compacted, Consumer<At> go, Consumer<Verdict> wrong) {
    turns.then(
        member.status(WatchLoop.soon()),
        answer -> {
          answer.refusal().map(WatchStart::failed).ifPresent(wrong);
          answer
              .got()
              .map(status -> progress.resumeAt(status.revision(), compacted))
              .ifPresent(revision -> go.accept(new At(member, revision)));
        });
  }

  private static Verdict failed(Failure failure) {
    return OwnMembers.refuses(failure)
        ? Verdict.Off.refused(failure)
        : new Verdict.Lost(failure.detail());
  }
}
