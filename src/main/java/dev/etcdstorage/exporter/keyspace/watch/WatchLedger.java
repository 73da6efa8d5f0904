package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The watch's state behind one lock: the loop writes, scrapes read. The loop takes the lock once a
 * message, not once an event.
 */
final class WatchLedger {
  /** If too little is written for a review within this time, one is held all the same. */
  private static final Duration REVIEW_WITHIN = Duration.ofSeconds(30);

  private final Prefixes prefixes;
  private final boolean hideKeys;
  private final WriteListener listener;
  private Optional<WriteAccount> account = Optional.empty();
  private Instant since;
  private Instant reviewed;
  private HotKeys hotKeys;
  private List<HotKey> hottest = List.of();
  private CompactorDetector compactor = new CompactorDetector();
  private PartSample part = PartSample.idle(EnumSet.allOf(StopReason.class));

  WatchLedger(Prefixes prefixes, boolean hideKeys, WriteListener listener, Instant now) {
    this.prefixes = prefixes;
    this.hideKeys = hideKeys;
    this.listener = listener;
    this.since = now;
    this.reviewed = now;
    this.hotKeys = new HotKeys(hideKeys, now);
  }

  /** Opens the account at this revision. */
  synchronized void open(long next, Instant now) {
    account = Optional.of(new WriteAccount(next, prefixes));
    since = now;
    listener.opened(next);
  }

  synchronized boolean isOpen() {
    return account.isPresent();
  }

  /** Closes the account: what follows is of another store. */
  synchronized void forget(Instant now) {
    account = Optional.empty();
    since = now;
    listener.forgotten();
    hotKeys = new HotKeys(hideKeys, now);
    hottest = List.of();
    compactor = new CompactorDetector();
  }

  /** Counts a message. */
  synchronized void count(WatchMessage.Events message, Instant now) {
    if (account.isEmpty()) {
      return;
    }
    WriteAccount open = account.get();
    List<KeyEvent> events = message.events();
    for (int i = 0; i < events.size(); i++) {
      KeyEvent event = events.get(i);
      if (open.reviewDue(event.revision())) {
        settle(open);
        open.review(event.revision());
        reviewed = now;
      }
      String prefix = prefixes.of(event.key());
      if (open.add(event, prefix)) {
        listener.written(event, prefix);
        if (!event.delete()) {
          keyPut(event, message.last());
        }
        if (CompactorDetector.concerns(event)) {
          compactor.event(event, now);
        }
      }
    }
    if (message.last()) {
      settle(open);
    }
  }

  private void settle(WriteAccount open) {
    open.settle();
    listener.settled();
    hotKeys.settle();
  }

  private void keyPut(KeyEvent event, boolean complete) {
    if (complete) {
      hotKeys.add(event.key());
    } else {
      hotKeys.hold(event.key());
    }
  }

  /** Leaves out the revisions before this one; returns how many. */
  synchronized long skipTo(long next) {
    hotKeys.drop();
    listener.dropped();
    long skipped = account.map(open -> open.skipTo(next)).orElse(0L);
    if (skipped > 0) {
      listener.leftOut(next);
    }
    return skipped;
  }

  /** The account's next revision; 0 while there is none. */
  synchronized long next() {
    return account.map(WriteAccount::next).orElse(0L);
  }

  synchronized void established() {
    part = part.working(true);
    listener.following(true);
  }

  /** The stream is over; its incomplete revision is forgotten. */
  synchronized void interrupted() {
    part = part.working(false);
    listener.following(false);
    listener.dropped();
    account.ifPresent(WriteAccount::drop);
    hotKeys.drop();
    compactor.blind();
  }

  synchronized void switchedOff(StopReason reason) {
    part = part.switchedOff(reason);
  }

  /** etcd refuses this user; counts once, however often it is tried. */
  synchronized void refused() {
    part = part.refused();
  }

  synchronized void switchedOn() {
    part = part.switchedOn();
  }

  synchronized void compacted(long revision, Instant now) {
    compactor.compacted(revision, now);
  }

  /** Work for every few seconds only. */
  synchronized void tidy(Instant now) {
    if (!now.isBefore(reviewed.plus(REVIEW_WITHIN))) {
      account.ifPresent(WriteAccount::reviewNow);
      reviewed = now;
    }
    hotKeys.rotate(now);
    hottest = hotKeys.top(prefixes::of);
  }

  /** The prefixes most written lately, the heaviest first. */
  synchronized List<String> busiest() {
    return account.map(WriteAccount::busiest).orElse(List.of());
  }

  synchronized WatchSample sample() {
    return new WatchSample(
        part,
        since,
        account.isPresent(),
        account.map(WriteAccount::seen).orElse(0L),
        account.map(WriteAccount::missed).orElse(0L),
        account.map(WriteAccount::next).orElse(0L),
        account.map(WriteAccount::writes).orElse(Map.of()),
        compactor.latest(),
        hottest);
  }
}
