package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.maintenance.DefragTime;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A member that answered, and what will become of its file.
 *
 * @param sizeAfter of the file, after compaction and defragmentation; empty where it is unknown. A
 *     learner cannot be defragmented, so its file stays as it is
 * @param copyBytes by how much one write may let the file grow, when nothing in it is free, since
 *     etcd copies what lies around the key; empty where it is unknown
 */
public record MemberPlan(
    MemberSample member, Reached now, OptionalLong sizeAfter, OptionalLong copyBytes) {
  /** Files must be below this part of the quota before the alarm is disarmed. */
  public static final double LIMIT = 0.9;

  /** Less than this is not worth a defragmentation. */
  private static final long LEAST_GAIN = 256 << 10;

  private static final int LEAST_PART = 10;

  /**
   * Of one that answered.
   *
   * @param liveFile what the live data and the history that is kept take in a file of their own
   * @param copyBytes what one write copies of the live data at most
   */
  static MemberPlan of(MemberSample member, OptionalLong liveFile, OptionalLong copyBytes) {
    Reached now = member.outcome().reached().orElseThrow();
    long size = now.space().sizeBytes();
    OptionalLong after =
        now.status().learner() || liveFile.isEmpty()
            ? learnersSize(now, size)
            : OptionalLong.of(Math.min(size, liveFile.getAsLong()));
    return new MemberPlan(member, now, after, copyBytes);
  }

  /** Of one that answered, where only its file as it is now matters. */
  static MemberPlan asItIs(MemberSample member) {
    return of(member, OptionalLong.empty(), OptionalLong.empty());
  }

  private static OptionalLong learnersSize(Reached now, long size) {
    return now.status().learner() ? OptionalLong.of(size) : OptionalLong.empty();
  }

  static String names(List<MemberPlan> members) {
    return members.stream().map(MemberPlan::name).collect(Collectors.joining(", "));
  }

  public String name() {
    return member.member();
  }

  public MemberStatus status() {
    return now.status();
  }

  public DbSpace space() {
    return now.space();
  }

  public Optional<Quota> quota() {
    return now.quota();
  }

  /** Empty where there is no quota, or none is known. */
  public OptionalLong limitBytes() {
    return quota().filter(quota -> !quota.disabled()).stream()
        .mapToLong(quota -> (long) (LIMIT * quota.bytes()))
        .findFirst();
  }

  /** The file as it is now is too large for the alarm to be disarmed. */
  boolean tooLargeNow() {
    return tooLarge(space().sizeBytes());
  }

  /**
   * It will be too large even then, or be so again by the very next write. A learner's file is not
   * defragmented and so has free pages for that.
   */
  public boolean tooLargeAfter() {
    return tooLargeWithoutWrites()
        || (!status().learner() && sizeAfter.isPresent() && tooLargeWith(sizeAfter.getAsLong()));
  }

  /** It will be too large even if nobody writes. */
  public boolean tooLargeWithoutWrites() {
    return sizeAfter.isPresent() && tooLarge(sizeAfter.getAsLong());
  }

  /** The file as it is now may become too large by one write, as far as is known. */
  boolean tooLargeByOneWrite() {
    return tooLargeWith(space().sizeBytes());
  }

  /** Whether even a write that copies so much leaves the file small enough. */
  boolean takesCopyOf(long bytes) {
    return !tooLarge(space().sizeBytes() + bytes);
  }

  private boolean tooLargeWith(long bytes) {
    return tooLarge(bytes + copyBytes.orElse(0));
  }

  private boolean tooLarge(long bytes) {
    return limitBytes().isPresent() && bytes > limitBytes().getAsLong();
  }

  /** Whether a defragmentation would bring anything, as far as one can tell. */
  boolean worthDefragmenting() {
    long size = space().sizeBytes();
    long left = Math.min(space().inUseBytes(), sizeAfter.orElse(Long.MAX_VALUE));
    long gain = size - left;
    return !status().learner()
        && (tooLargeNow() || (gain > LEAST_GAIN && gain > size / LEAST_PART));
  }

  /** How long its defragmentation usually takes. */
  public Duration defragTime() {
    DbSpace space = space();
    return DefragTime.expected(
        new DbSpace(
            space.sizeBytes(), Math.min(space.inUseBytes(), sizeAfter.orElse(space.inUseBytes()))));
  }
}
