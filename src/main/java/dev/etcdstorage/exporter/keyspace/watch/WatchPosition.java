package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.time.InstantSource;
import java.util.Optional;

/** How far the account is in the store's history, and where a stream resumes. */
final class WatchPosition {
  /** A smaller gap is one read for etcd, so cancelling would spare nothing. */
  private static final long ONE_READ = 1_000;

  private final long maxResume;
  private final InstantSource clock;
  private final WatchLedger ledger;
  private final WatchLog log;
  private final RestoreDetector store = new RestoreDetector();

  /** Why the gap up to now is missed, however small it is. */
  private Optional<String> leaveGap = Optional.empty();

  /** Missed while there was no watch, and not logged yet. */
  private long untold;

  private long compacted;

  WatchPosition(long maxResume, InstantSource clock, WatchLedger ledger, WatchLog log) {
    this.maxResume = maxResume;
    this.clock = clock;
    this.ledger = ledger;
    this.log = log;
  }

  /** Whether a member is of another store than before; if so, the account is forgotten. */
  boolean restored(RestoreDetector.Floor asked, MemberStatus status) {
    return restored(asked, status.clusterId(), status.memberId(), status.revision());
  }

  /** Whether a stream is of another store than before; if so, the account is forgotten. */
  boolean restored(RestoreDetector.Floor asked, StoreHeader header) {
    return restored(asked, header.clusterId(), header.memberId(), header.revision());
  }

  /** How far the members are; to be taken before one of them is asked. */
  RestoreDetector.Floor floor() {
    return store.floor();
  }

  /** Records how far a member was when it sent events. */
  void heard(StoreHeader header) {
    store.heard(header.memberId(), header.revision());
  }

  private boolean restored(
      RestoreDetector.Floor asked, long clusterId, long memberId, long revision) {
    boolean restored = store.restored(asked, clusterId, memberId, revision);
    if (restored) {
      log.restored();
      ledger.forget(clock.instant());
      leaveGap = Optional.empty();
      untold = 0;
      compacted = 0;
    }
    return restored;
  }

  /** The next stream begins from now on; what passed meanwhile is missed. */
  void leaveGap(String why) {
    leaveGap = Optional.of(why);
  }

  /** The next stream begins after the revision that was to come. */
  void leaveOutNext(String why) {
    leaveOut(ledger.next() + 1, why);
  }

  /**
   * No watch will see anything up to this revision: it is missed. Logged only when a stream begins,
   * as this may go on for hours.
   */
  void passed(long revision) {
    untold += ledger.skipTo(revision + 1);
  }

  boolean startsFromNow() {
    return leaveGap.isPresent() || !ledger.isOpen();
  }

  /**
   * The start of a stream that resumes in a store at this revision; 0 is from now on. What it
   * leaves out is missed at once: the stream may not come about, and the next one could not see it
   * either.
   */
  long resumeAt(long revision, long compactedRevision) {
    compacted = compactedRevision;
    ResumePoint resume = ResumePoint.decide(ledger.next(), revision, compactedRevision, maxResume);
    leaveOut(resume.next(), "compacted meanwhile");
    if (!resume.fromNow()) {
      return resume.next();
    }
    leaveGap("too many to catch up");
    passed(revision);
    return 0;
  }

  /** A stream began, at the next revision or after this one. */
  void established(long revision, boolean fromNow) {
    if (fromNow && ledger.isOpen()) {
      leaveOut(revision + 1, leaveGap.orElse("too many to catch up"));
    } else if (fromNow) {
      ledger.open(revision + 1, clock.instant());
    }
    leaveGap = Optional.empty();
    ledger.established();
  }

  /** A stream reports that it cannot deliver anything up to this revision. */
  void lostUpTo(long compactedRevision) {
    leaveOut(compactedRevision + 1, "compacted meanwhile");
  }

  private void leaveOut(long next, String why) {
    long skipped = untold + ledger.skipTo(next);
    untold = 0;
    if (skipped > 0) {
      log.leftOut(skipped, why);
    }
  }

  /** Whether a store at this revision is too far ahead. */
  boolean behind(long revision) {
    return ledger.isOpen() && revision - next() + 1 > Math.max(maxResume, ONE_READ);
  }

  /** The account's next revision. */
  long next() {
    return ledger.next();
  }

  /** The compacted revision, as last read. */
  long compacted() {
    return compacted;
  }

  void compacted(long revision) {
    compacted = revision;
    ledger.compacted(revision, clock.instant());
  }
}
