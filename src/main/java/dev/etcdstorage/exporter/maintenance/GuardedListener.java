package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.Optional;

/** Told how a guarded run goes. */
public interface GuardedListener extends RunListener {
  /** The result could not be kept in etcd, so others do not know of it. */
  default void notKept(MemberSample member, String why) {}

  /**
   * The run that etcd kept of a member that has left the cluster was deleted.
   *
   * @param memberId hexadecimal
   */
  default void forgotten(String memberId) {}

  /** The run is to end while this member is at work; the lock is kept until it answers. */
  default void leaves(MemberSample member) {}

  /**
   * The lock was not released: it ends with its lease.
   *
   * @param left how long the lease still lives, if known
   */
  default void lockLeft(Optional<Duration> left) {}
}
