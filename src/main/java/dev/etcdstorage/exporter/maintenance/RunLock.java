package dev.etcdstorage.exporter.maintenance;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import dev.etcdstorage.exporter.etcd.OwnKeys.Entry;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lock of a cluster: a key with a lease, so that it ends with a program that was killed. A
 * leader may not renew leases while it defragments, so the lease lives for minutes and is renewed
 * often. A program that loses the lock all the same stops before the next member, and the guards of
 * the next holder see the member that is still at work.
 */
final class RunLock {
  /** Only the holder of this key defragments or recovers. */
  static final String KEY = "lock";

  private static final Logger LOG = LoggerFactory.getLogger("maintenance");
  private static final int RENEWALS = 10;

  private final AnyMember members;
  private final long lease;
  private volatile boolean ending;
  private final ScheduledExecutorService renewal =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("maintenance-lock").setDaemon(true).build());

  private RunLock(AnyMember members, long lease, Duration timeToLive) {
    this.members = members;
    this.lease = lease;
    long every = Math.max(1, timeToLive.toSeconds() / RENEWALS);
    var unused = renewal.scheduleWithFixedDelay(this::renewSafely, every, every, TimeUnit.SECONDS);
  }

  /** The lock, or its holder. */
  sealed interface Attempt {
    /** A run under the lock. */
    interface Run {
      GuardedEnd under(RunLock lock) throws InterruptedException;
    }

    /** Runs if the lock was taken. */
    GuardedEnd match(Run taken, Function<Refusal, GuardedEnd> refused) throws InterruptedException;

    record Taken(RunLock lock) implements Attempt {
      @Override
      public GuardedEnd match(Run taken, Function<Refusal, GuardedEnd> refused)
          throws InterruptedException {
        return taken.under(lock);
      }
    }

    record Refused(Refusal refusal) implements Attempt {
      @Override
      public GuardedEnd match(Run taken, Function<Refusal, GuardedEnd> refused) {
        return refused.apply(refusal);
      }
    }
  }

  static Attempt take(
      AnyMember members, LockHolder holder, Duration timeToLive, InstantSource clock) {
    Answer<Long> granted = members.keys((keys, deadline) -> keys.grantLease(timeToLive, deadline));
    if (granted.got().isEmpty()) {
      return notTaken(granted.refusal());
    }
    long lease = granted.got().get();
    Answer<Optional<Entry>> created =
        members.keys((keys, deadline) -> keys.create(KEY, holder.toText(), lease, deadline));
    Optional<Entry> there = created.got().orElse(Optional.empty());
    // If an answer got lost, the key may have been created.
    if (created.got().isPresent() && there.filter(kept -> kept.lease() != lease).isEmpty()) {
      return new Attempt.Taken(new RunLock(members, lease, timeToLive));
    }
    members.keys((keys, deadline) -> keys.revokeLease(lease, deadline));
    return there.isPresent()
        ? new Attempt.Refused(held(members, there.get(), clock))
        : notTaken(created.refusal());
  }

  private static Attempt notTaken(Optional<Failure> why) {
    return new Attempt.Refused(
        new Refusal(
            Guard.LOCKED,
            "the lock cannot be taken: " + why.map(Failure::detail).orElse("no answer")));
  }

  /** The holder, if there is one. */
  static Answer<Optional<Refusal>> holder(AnyMember members, InstantSource clock) {
    Answer<Optional<Entry>> kept = members.keys((keys, deadline) -> keys.get(KEY, deadline));
    return kept.map(there -> there.map(held -> held(members, held, clock)));
  }

  private static Refusal held(AnyMember members, Entry kept, InstantSource clock) {
    String who = LockHolder.describe(kept.value()) + " has the lock";
    if (kept.lease() == 0) {
      return new Refusal(
          Guard.LOCKED,
          who + " for good, without a lease; delete " + OwnKeys.ROOT + KEY + " when nothing runs");
    }
    return new Refusal(
        Guard.LOCKED,
        members
            .keys((keys, deadline) -> keys.leaseLeft(kept.lease(), deadline))
            .got()
            .map(
                left ->
                    who
                        + "; if that run was killed, the lock expires in "
                        + Amount.duration(left)
                        + ", at "
                        + clock.instant().plus(left).truncatedTo(ChronoUnit.SECONDS))
            .orElse(who));
  }

  /** Never throws: a renewal that did would be the last one. */
  private void renewSafely() {
    try {
      renew();
    } catch (RuntimeException e) {
      notRenewed(e);
    }
  }

  private void renew() {
    Answer<Done> answer = members.keys((keys, deadline) -> keys.renewLease(lease, deadline));
    answer.refusal().ifPresent(why -> notRenewed(why.detail()));
  }

  private void notRenewed(Object why) {
    // A renewal under way at the end may find the lease gone, which is expected.
    if (!ending) {
      LOG.atWarn().addKeyValue("err", why).log("the maintenance lock could not be renewed");
    }
  }

  /** Renews the lease and confirms by a majority that the lock is still there. */
  Optional<Refusal> check() {
    renew();
    Answer<Optional<Entry>> kept = members.keys((keys, deadline) -> keys.get(KEY, deadline));
    if (kept.got().isEmpty()) {
      return Optional.of(
          new Refusal(
              Guard.LOCKED,
              "cannot be sure of the lock any more: "
                  + kept.refusal().map(Failure::detail).orElse("no answer")));
    }
    boolean ours = kept.got().get().filter(there -> there.lease() == lease).isPresent();
    return ours
        ? Optional.empty()
        : Optional.of(new Refusal(Guard.LOCKED, "this run lost the lock; it has expired"));
  }

  /** Releases the lock; returns the error, if any. A no-op if it was lost. */
  Optional<String> release() {
    ending = true;
    renewal.shutdownNow();
    return members
        .keys((keys, deadline) -> keys.revokeLease(lease, deadline))
        .refusal()
        .filter(why -> !why.noLease())
        .map(Failure::detail);
  }

  /** Leaves the lock to its lease. Returns how long that still lives, if known. */
  Optional<Duration> abandon() {
    ending = true;
    renewal.shutdownNow();
    return members.keys((keys, deadline) -> keys.leaseLeft(lease, deadline)).got();
  }
}
