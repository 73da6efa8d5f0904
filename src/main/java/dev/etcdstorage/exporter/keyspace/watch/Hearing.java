package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import java.time.InstantSource;
import java.util.Optional;

/** Takes in what a stream says. */
final class Hearing {
  private final InstantSource clock;
  private final Heartbeat heartbeat;
  private final Progress progress;
  private final WatchLedger ledger;
  private final WatchLog log;

  /** The last stream ended with a message that was too large, and nothing was counted since. */
  private boolean leftOneOut;

  Hearing(
      InstantSource clock,
      Heartbeat heartbeat,
      Progress progress,
      WatchLedger ledger,
      WatchLog log) {
    this.clock = clock;
    this.heartbeat = heartbeat;
    this.progress = progress;
    this.ledger = ledger;
    this.log = log;
  }

  /** Takes in a message; a verdict if the stream must not go on. */
  Optional<Verdict> hear(OpenStream from, WatchMessage message) {
    if (message instanceof WatchMessage.Events events) {
      return counted(from, events);
    } else if (message instanceof WatchMessage.Created first) {
      return created(from, first.header());
    } else if (message instanceof WatchMessage.Compacted last) {
      progress.lostUpTo(last.compactedRevision());
      return Optional.of(new Verdict.Lost("compacted"));
    } else if (message instanceof WatchMessage.Ended last) {
      return Optional.of(ended(from, last.failure()));
    }
    return Optional.empty();
  }

  private Optional<Verdict> counted(OpenStream from, WatchMessage.Events events) {
    from.delivered();
    leftOneOut = false;
    progress.heard(events.header());
    ledger.count(events, clock.instant());
    return heartbeat.late() ? Optional.of(Verdict.STOPPED) : behind(events.header());
  }

  private Optional<Verdict> created(OpenStream from, StoreHeader header) {
    if (progress.restored(from.asked(), header) && !from.fromNow()) {
      return Optional.of(new Verdict.Restored());
    }
    from.establish();
    progress.established(header.revision(), from.fromNow());
    log.established(from.member().endpoint(), progress.next());
    return behind(header);
  }

  private Optional<Verdict> behind(StoreHeader header) {
    return progress.behind(header.revision())
        ? Optional.of(new Verdict.FellBehind())
        : Optional.empty();
  }

  /**
   * Resumed at the same revision, it would come again, and etcd would read the history before it
   * each time. A live stream has one revision in a message, and goes on after it. One that catches
   * up may have many in the next message too: then none of them is tried.
   */
  private void tooLarge(String why) {
    if (leftOneOut) {
      progress.leaveGap(why);
    } else {
      progress.leaveOutNext(why);
    }
    leftOneOut = true;
  }

  /** A right that an established stream loses may be back at once, with a new token. */
  private Verdict ended(OpenStream from, Failure failure) {
    if (failure.tooLarge()) {
      String setting =
          failure.tooLargeBytes().isPresent()
              ? "--etcd.max-request-bytes"
              : "-XX:MaxDirectMemorySize";
      tooLarge("too large a message for the watch, see " + setting + ": " + failure.detail());
    }
    return OwnMembers.refuses(failure) && !from.isEstablished()
        ? Verdict.Off.refused(failure)
        : new Verdict.Lost(failure.detail());
  }
}
