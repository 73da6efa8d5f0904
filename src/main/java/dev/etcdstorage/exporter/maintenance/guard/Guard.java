package dev.etcdstorage.exporter.maintenance.guard;

import java.util.Locale;

/**
 * The checks that keep the program from changing etcd. The names are in plans, in the log and in
 * the label {@code guard}. If several refuse, the first in this order says most: a member that
 * defragments does not answer either.
 */
public enum Guard {
  /** Members disagree about their data. */
  CORRUPT_ALARM,
  /** A member is defragmenting already, whoever asked for it. */
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
  /** A defragmentation may corrupt this version's data. */
  UNSAFE_VERSION,
  /** The member catches up by snapshot, during which its version must not be defragmented. */
  CATCHING_UP,
  /** etcd cannot defragment a learner. */
  LEARNER,
  /** Not enough free disk for the copy. */
  DISK_SPACE,
  /** The cluster's only member would stop serving, and nobody has allowed that. */
  SINGLE_MEMBER,
  /** The kill switch is on, by a file or by a key. */
  KILL_SWITCH,
  /** Another run holds the lock, or held it when it ended without releasing it. */
  LOCKED,
  /** The time window closed between two members. */
  TIME_WINDOW;

  /** The label's value, lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
