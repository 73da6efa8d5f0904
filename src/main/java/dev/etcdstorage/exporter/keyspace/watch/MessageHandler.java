package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import java.time.InstantSource;
import java.util.Optional;

/** Handles the messages of a stream. */
final class MessageHandler {
  private final InstantSource clock;
  private final Ticker ticker;
  private final WatchPosition position;
  private final WatchLedger ledger;
  private final WatchLog log;

  /** The last stream ended with a message that was too large, and nothing was counted since. */
  private boolean leftOneOut;

  MessageHandler(
      InstantSource clock,
      Ticker ticker,
      WatchPosition position,
      WatchLedger ledger,
      WatchLog log) {
    this.clock = clock;
    this.ticker = ticker;
    this.position = position;
    this.ledger = ledger;
    this.log = log;
  }

  /** Takes a message; returns a verdict if the stream must not go on. */
  Optional<StreamEnd> hear(OpenStream from, WatchMessage message) {
    return message.match(new FromStream(from));
  }

  private final class FromStream implements WatchMessage.Cases<Optional<StreamEnd>> {
    private final OpenStream from;

    FromStream(OpenStream from) {
      this.from = from;
    }

    @Override
    public Optional<StreamEnd> created(WatchMessage.Created message) {
      return begun(from, message.header());
    }

    @Override
    public Optional<StreamEnd> events(WatchMessage.Events message) {
      return counted(from, message);
    }

    @Override
    public Optional<StreamEnd> compacted(WatchMessage.Compacted message) {
      position.lostUpTo(message.compactedRevision());
      return Optional.of(StreamEnd.lost("compacted"));
    }

    @Override
    public Optional<StreamEnd> ended(WatchMessage.Ended message) {
      return Optional.of(lastWord(from, message.failure()));
    }
  }

  private Optional<StreamEnd> counted(OpenStream from, WatchMessage.Events events) {
    from.delivered();
    leftOneOut = false;
    position.heard(events.header());
    ledger.count(events, clock.instant());
    return ticker.late() ? Optional.of(StreamEnd.suspended()) : behind(events.header());
  }

  private Optional<StreamEnd> begun(OpenStream from, StoreHeader header) {
    if (position.restored(from.asked(), header) && !from.fromNow()) {
      return Optional.of(StreamEnd.Listener::restored);
    }
    from.establish();
    position.established(header.revision(), from.fromNow());
    log.established(from.member().endpoint(), position.next());
    return behind(header);
  }

  private Optional<StreamEnd> behind(StoreHeader header) {
    return position.behind(header.revision())
        ? Optional.of(StreamEnd.Listener::fellBehind)
        : Optional.empty();
  }

  /**
   * A stream resumed at the same revision would get the message again, and etcd would read the
   * history before it each time. A live stream has one revision in a message, so the next one goes
   * on after it. For a stream that catches up the next message may hold many revisions too: then
   * none of them is tried.
   */
  private void tooLarge(String why) {
    if (leftOneOut) {
      position.leaveGap(why);
    } else {
      position.leaveOutNext(why);
    }
    leftOneOut = true;
  }

  /** An established stream that loses its right may get it back at once, with a new token. */
  private StreamEnd lastWord(OpenStream from, Failure failure) {
    if (failure.tooLarge()) {
      String setting =
          failure.tooLargeBytes().isPresent()
              ? "--etcd.max-request-bytes"
              : "-XX:MaxDirectMemorySize";
      tooLarge("too large a message for the watch, see " + setting + ": " + failure.detail());
    }
    return from.isEstablished() ? StreamEnd.lost(failure.detail()) : StreamEnd.failed(failure);
  }
}
