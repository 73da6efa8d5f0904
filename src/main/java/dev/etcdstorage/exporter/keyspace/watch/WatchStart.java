package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.util.function.Consumer;

/** Finds out where the next stream begins: at which member, and at which revision. */
final class WatchStart {
  private final OwnMembers members;
  private final When when;
  private final Turns turns;
  private final Progress progress;

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

  /** Tells it when members have answered, or why there can be no stream. */
  void find(Consumer<At> go, Consumer<Verdict> wrong) {
    turns.then(
        members.find(when, WatchLoop.soon()),
        search -> {
          if (search instanceof OwnMembers.Found found) {
            found(found, go, wrong);
          } else if (search instanceof OwnMembers.Nobody nobody) {
            wrong.accept(nobody.refusal().map(WatchStart::failed).orElseGet(Verdict.NoMember::new));
          } else {
            wrong.accept(new Verdict.NotLeading());
          }
        });
  }

  private void found(OwnMembers.Found found, Consumer<At> go, Consumer<Verdict> wrong) {
    var unused = progress.restored(found.status());
    if (progress.startsFromNow()) {
      go.accept(new At(found.member(), 0));
      return;
    }
    turns.then(
        found.member().compactedRevision(progress.compacted(), WatchLoop.soon()),
        answer -> {
          answer.refusal().map(WatchStart::failed).ifPresent(wrong);
          answer
              .got()
              .map(compacted -> progress.resumeAt(found.status().revision(), compacted))
              .ifPresent(revision -> go.accept(new At(found.member(), revision)));
        });
  }

  private static Verdict failed(Failure failure) {
    return OwnMembers.refuses(failure)
        ? new Verdict.Off(StopReason.REFUSED)
        : new Verdict.Lost(failure.detail());
  }
}
