package dev.etcdstorage.exporter.maintenance.guard;

import java.util.Locale;

/**
 * What keeps the program from changing etcd. The names stand in plans, in the log and in the label
 * {@code guard}. Of several that refuse the first here says most: a member that defragments does
 * not answer either.
 */
public enum Guard {
  /** Members disagree about their data. */
  CORRUPT_ALARM,
  /** A member defragments already, whoever asked for it. */
  DEFRAG_RUNNING,
  /** A voter does not answer. */
  MEMBER_UNREACHABLE,
  /** Members name different leaders, or none. */
  NO_AGREED_LEADER,
  /** A read that a majority must confirm failed. */
  NO_QUORUM,
  /** etcd is read-only: that is for {@code recover}, with a person there. */
  NOSPACE_ALARM,
  /** A member has not applied what was committed. */
  APPLY_LAG,
  /** A defragmentation may corrupt this version. */
  UNSAFE_VERSION,
  /** The member catches up by snapshot, which on its version must not meet a defragmentation. */
  CATCHING_UP,
  /** etcd cannot defragment a learner. */
  LEARNER,
  /** Not enough free disk for the copy. */
  DISK_SPACE,
  /** The cluster's only member would stop serving, and nobody allowed that. */
  SINGLE_MEMBER,
  /** Somebody said stop, by a file or by a key. */
  KILL_SWITCH,
  /** Another run has the lock, or had it when it ended without a word. */
  LOCKED,
  /** The time window closed between two members. */
  TIME_WINDOW;

  /** The label's value, lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
