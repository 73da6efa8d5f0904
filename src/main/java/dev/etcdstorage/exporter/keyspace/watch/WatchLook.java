package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks after an open stream every few seconds: what its member tells shows whether the stream
 * still delivers, and whether the member suffers.
 */
final class WatchLook {
  /** The metrics page is asked for at each so many looks. */
  private static final int LOOKS_A_PAGE = 12;

  private final OwnMembers members;
  private final When when;
  private final Turns turns;
  private final InstantSource clock;
  private final Progress progress;
  private final WatchHarm harm;

  WatchLook(
      OwnMembers members,
      When when,
      Turns turns,
      InstantSource clock,
      Progress progress,
      WatchHarm harm) {
    this.members = members;
    this.when = when;
    this.turns = turns;
    this.clock = clock;
    this.progress = progress;
    this.harm = harm;
  }

  /** A member's status and how long it took to tell. */
  private record Told(Answer<MemberStatus> answer, Duration took) {}

  /** Tells a verdict, now or when the member answered, if something is wrong. */
  void at(OpenStream stream, Consumer<Verdict> wrong) {
    stream.lookedAfter();
    if (stream.unanswered()) {
      wrong.accept(new Verdict.Lost("no answer to the watch"));
    } else if (!members.include(stream.member())) {
      wrong.accept(new Verdict.Lost("its member left the member list"));
    } else if (!stream.isLooking()) {
      stream.looking(true);
      Instant asked = clock.instant();
      StoreMemory.Floor floor = progress.floor();
      turns.then(
          stream
              .member()
              .status(WatchLoop.soon())
              .thenApply(answer -> new Told(answer, Duration.between(asked, clock.instant()))),
          told -> {
            stream.looking(false);
            told.answer()
                .got()
                .ifPresentOrElse(
                    status ->
                        judge(stream, floor, status, told.took())
                            .ifPresentOrElse(wrong, () -> goOn(stream, status, wrong)),
                    // It may hang without a word, or defragment, which can take minutes.
                    () -> lookElsewhere(stream, "its member does not answer, another does", wrong));
          });
    }
  }

  private void goOn(OpenStream stream, MemberStatus status, Consumer<Verdict> wrong) {
    if (status.leaderId() == 0) {
      // Cut off from the others it hears of no writes, and looks well while it does.
      lookElsewhere(stream, "its member has no leader, another has", wrong);
    } else {
      askFurther(stream, status.revision(), wrong);
    }
  }

  /** Gives the stream up only where another member can be watched. */
  private void lookElsewhere(OpenStream stream, String why, Consumer<Verdict> wrong) {
    turns.then(
        members.another(when, stream.member(), WatchLoop.soon()),
        other -> other.ifPresent(found -> wrong.accept(new Verdict.Lost(why))));
  }

  private Optional<Verdict> judge(
      OpenStream stream, StoreMemory.Floor asked, MemberStatus status, Duration took) {
    if (progress.restored(asked, status)) {
      return Optional.of(new Verdict.Restored());
    }
    if (when == When.LEADER && !status.leader()) {
      return Optional.of(new Verdict.NotLeading(status.revision()));
    }
    if (stream.isEstablished()) {
      if (progress.behind(status.revision())) {
        return Optional.of(new Verdict.FellBehind());
      }
      if (stream.fellSilent(status.revision() >= progress.next())) {
        return Optional.of(new Verdict.Lost("silent although the store moved on"));
      }
    }
    return harm.looked(took, status.applyLag()).map(Verdict.Off::harm);
  }

  private void askFurther(OpenStream stream, long revision, Consumer<Verdict> wrong) {
    turns.then(
        stream.member().compactedRevision(progress.compacted(), WatchLoop.soon()),
        answer -> {
          answer.got().ifPresent(progress::compacted);
          if (stream.looks() % LOOKS_A_PAGE == 0) {
            readPage(stream, revision, wrong);
          }
        });
  }

  /** Behind is who has not seen by the page's answer what Status told before it. */
  private void readPage(OpenStream stream, long revision, Consumer<Verdict> wrong) {
    turns.then(
        stream.member().metricsPage(WatchLoop.soon()),
        answer ->
            answer
                .got()
                .flatMap(page -> harm.readPage(page.slowWatchers(), progress.next() <= revision))
                .ifPresent(reason -> wrong.accept(Verdict.Off.harm(reason))));
  }
}
