package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.List;
import java.util.Map;

/**
 * The account of writes, which always closes: seen + missed = revisions passed since it was opened.
 * An event counts once its whole revision has arrived, and only once: repeated events are skipped,
 * and an incomplete revision of a broken stream is forgotten, since it comes again.
 *
 * <p>etcd 3.4 drops the deletes of the very revision that it compacts at, so a revision whose puts
 * are still there may have lost its deletes (3.5.16 and 3.5.30 keep them). Therefore whoever
 * resumes after a compaction at C leaves C out as well ({@link #skipTo} C + 1): a revision is seen
 * whole or missed whole.
 */
final class WriteAccount {
  private final WritesByPrefix names;
  private long next;
  private long seen;
  private long missed;

  /** The revision of the latest unsettled event; if there is none, the one before the next. */
  private long reached;

  private long arrived;
  private long leaptOver;

  /**
   * @param next the first revision that it accounts for
   */
  WriteAccount(long next, Prefixes prefixes) {
    this.names = new WritesByPrefix(prefixes, next);
    this.next = next;
    this.reached = next - 1;
  }

  /**
   * Adds an event, to be counted by {@link #settle}.
   *
   * @return false if it was counted before
   */
  boolean add(KeyEvent event, String prefix) {
    long revision = event.revision();
    if (revision < next || revision < reached) {
      return false;
    }
    if (revision > reached) {
      leaptOver += revision - reached - 1;
      arrived++;
      reached = revision;
    }
    names.add(event, prefix);
    return true;
  }

  /** Counts what was added: its last revision is complete. */
  void settle() {
    names.settle();
    seen += arrived;
    missed += leaptOver;
    next = reached + 1;
    arrived = 0;
    leaptOver = 0;
  }

  /** Forgets what was added and not settled: the stream broke, and it will come again. */
  void drop() {
    names.drop();
    reached = next - 1;
    arrived = 0;
    leaptOver = 0;
  }

  /** Leaves out the revisions before this one, which never come; returns how many. */
  long skipTo(long revision) {
    drop();
    long skipped = Math.max(0, revision - next);
    missed += skipped;
    next += skipped;
    reached = next - 1;
    return skipped;
  }

  /** The account's next revision. */
  long next() {
    return next;
  }

  long seen() {
    return seen;
  }

  long missed() {
    return missed;
  }

  /**
   * Whether names are to be reviewed before an event of this revision. If so, all revisions before
   * it are complete and can be settled.
   */
  boolean reviewDue(long revision) {
    return names.reviewDue(revision);
  }

  /** Decides anew which prefixes have a name, before an event of this revision; settle first. */
  void review(long revision) {
    names.review(revision);
  }

  /**
   * Decides anew between two messages, where revisions are few; waits for the end of an incomplete
   * one.
   */
  void reviewNow() {
    if (arrived == 0) {
      names.review(next);
    }
  }

  /** Settled writes, by prefix. */
  Map<String, PrefixWrites> writes() {
    return names.writes();
  }

  /** The prefixes most written lately, the heaviest first. */
  List<String> busiest() {
    return names.busiest();
  }
}
