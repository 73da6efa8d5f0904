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
 * @param copyBytes the most by which one write may grow a file without free pages, since etcd
 *     copies what lies around the key; empty where it is unknown
 */
public record MemberPlan(
    MemberSample member, Reached now, OptionalLong sizeAfter, OptionalLong copyBytes) {
  /** Files must be below this part of the quota before the alarm is disarmed. */
  public static final double LIMIT = 0.9;

  /** A smaller gain is not worth a defragmentation. */
  private static final long LEAST_GAIN = 256 << 10;

  private static final int LEAST_PART = 10;

  /**
   * @param member that answered
   * @param liveFile the size of a file with only the live data and the kept history
   * @param copyBytes the most of the live data that one write copies
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

  /** For a member that answered, where only its present file matters. */
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

  /** Whether the present file is too large for the alarm to be disarmed. */
  boolean tooLargeNow() {
    return tooLarge(space().sizeBytes());
  }

  /**
   * Whether it will be too large even then, or again with the very next write. A learner's file is
   * not defragmented, so it has free pages for that write.
   */
  public boolean tooLargeAfter() {
    return tooLargeWithoutWrites()
        || (!status().learner() && sizeAfter.isPresent() && tooLargeWith(sizeAfter.getAsLong()));
  }

  /** Whether it will be too large even if nobody writes. */
  public boolean tooLargeWithoutWrites() {
    return sizeAfter.isPresent() && tooLarge(sizeAfter.getAsLong());
  }

  /** Whether one write may make the present file too large, as far as is known. */
  boolean tooLargeByOneWrite() {
    return tooLargeWith(space().sizeBytes());
  }

  /** Whether a write that copies so much still leaves the file small enough. */
  boolean takesCopyOf(long bytes) {
    return !tooLarge(space().sizeBytes() + bytes);
  }

  private boolean tooLargeWith(long bytes) {
    return tooLarge(bytes + copyBytes.orElse(0));
  }

  private boolean tooLarge(long bytes) {
    return limitBytes().isPresent() && bytes > limitBytes().getAsLong();
  }

  /** Whether a defragmentation would reclaim anything, as far as is known. */
  boolean worthDefragmenting() {
    long size = space().sizeBytes();
    long left = Math.min(space().inUseBytes(), sizeAfter.orElse(Long.MAX_VALUE));
    long gain = size - left;
    return !status().learner()
        && (tooLargeNow() || (gain > LEAST_GAIN && gain > size / LEAST_PART));
  }

  public Duration defragTime() {
    DbSpace space = space();
    return DefragTime.expected(
        new DbSpace(
            space.sizeBytes(), Math.min(space.inUseBytes(), sizeAfter.orElse(space.inUseBytes()))));
  }
}
