package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.work.AsyncSteps;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks an open stream every few seconds: the member's Status shows whether the stream still
 * delivers, and whether the member suffers.
 */
final class StreamHealthCheck {
  /** The metrics page is read at every so many looks. */
  private static final int LOOKS_A_PAGE = 12;

  private final UsableMembers members;
  private final When when;
  private final AsyncSteps steps;
  private final InstantSource clock;
  private final WatchPosition position;
  private final HarmDetector harm;

  StreamHealthCheck(
      UsableMembers members,
      When when,
      AsyncSteps steps,
      InstantSource clock,
      WatchPosition position,
      HarmDetector harm) {
    this.members = members;
    this.when = when;
    this.steps = steps;
    this.clock = clock;
    this.position = position;
    this.harm = harm;
  }

  /** A member's status and how long it took. */
  private record Told(Answer<MemberStatus> answer, Duration took) {}

  /** Calls {@code wrong}, now or when the member has answered, if something is wrong. */
  void at(OpenStream stream, Consumer<StreamEnd> wrong) {
    stream.lookedAfter();
    if (stream.unanswered()) {
      wrong.accept(StreamEnd.lost("no answer to the watch"));
    } else if (!members.include(stream.member())) {
      wrong.accept(StreamEnd.lost("its member left the member list"));
    } else if (!stream.isLooking()) {
      stream.looking(true);
      Instant asked = clock.instant();
      RestoreDetector.Floor floor = position.floor();
      steps.then(
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
                    // It may hang silently, or defragment, which can take minutes.
                    () -> lookElsewhere(stream, "its member does not answer, another does", wrong));
          });
    }
  }

  private void goOn(OpenStream stream, MemberStatus status, Consumer<StreamEnd> wrong) {
    if (status.leaderId() == 0) {
      // A member that is cut off from the others hears of no writes, and looks fine all the while.
      lookElsewhere(stream, "its member has no leader, another has", wrong);
    } else {
      askFurther(stream, status.revision(), wrong);
    }
  }

  /** Gives up the stream only if another member can be watched. */
  private void lookElsewhere(OpenStream stream, String why, Consumer<StreamEnd> wrong) {
    steps.then(
        members.another(when, stream.member(), WatchLoop.soon()),
        other -> other.ifPresent(found -> wrong.accept(StreamEnd.lost(why))));
  }

  private Optional<StreamEnd> judge(
      OpenStream stream, RestoreDetector.Floor asked, MemberStatus status, Duration took) {
    if (position.restored(asked, status)) {
      return Optional.of(StreamEnd.Listener::restored);
    }
    if (when == When.LEADER && !status.leader()) {
      return Optional.of(listener -> listener.notLeading(status.revision()));
    }
    if (stream.isEstablished()) {
      if (position.behind(status.revision())) {
        return Optional.of(StreamEnd.Listener::fellBehind);
      }
      if (stream.fellSilent(status.revision() >= position.next())) {
        return Optional.of(StreamEnd.lost("silent although the store moved on"));
      }
    }
    return harm.looked(took, status.applyLag()).map(StreamEnd::harm);
  }

  private void askFurther(OpenStream stream, long revision, Consumer<StreamEnd> wrong) {
    steps.then(
        stream.member().compactedRevision(position.compacted(), WatchLoop.soon()),
        answer -> {
          answer.got().ifPresent(position::compacted);
          if (stream.looks() % LOOKS_A_PAGE == 0) {
            readPage(stream, revision, wrong);
          }
        });
  }

  /**
   * The watch is behind if it has not seen, by the page's answer, the revision that Status returned
   * before.
   */
  private void readPage(OpenStream stream, long revision, Consumer<StreamEnd> wrong) {
    steps.then(
        stream.member().metricsPage(WatchLoop.soon()),
        answer ->
            answer
                .got()
                .flatMap(page -> harm.readPage(page.slowWatchers(), position.next() <= revision))
                .ifPresent(reason -> wrong.accept(StreamEnd.harm(reason))));
  }
}
