package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which members are worth a defragmentation. Pure.
 *
 * @param coolDown how long a member is left alone after its last guarded run, failed or not:
 *     blocking it every hour does not help a file that fills up again at once
 */
public record DefragPolicy(Thresholds thresholds, Duration coolDown) {

  /**
   * Decides about one member.
   *
   * @param last the member's last guarded run
   */
  public MemberChoice choose(MemberSample member, Optional<DefragRecord> last, Instant now) {
    if (member.outcome() instanceof Failed failed) {
      return MemberChoice.unknown(member, "does not answer: " + failed.failure().detail());
    }
    Reached reached = member.outcome().reached().orElseThrow();
    MemberStatus status = reached.status();
    DbSpace space = reached.space();
    if (status.learner()) {
      return MemberChoice.leave(
          member,
          "a learner: etcd cannot defragment it; "
              + status.offlineTool()
              + " defrag --data-dir DIR can, while it is stopped");
    }
    double fragmentation = space.fragmentation().orElse(0);
    long free = free(space);
    if (fragmentation <= thresholds.fragmentation()) {
      return MemberChoice.leave(
          member,
          "%s of the file is free pages, which is not above %s"
              .formatted(
                  Amount.percent(fragmentation), Amount.percent(thresholds.fragmentation())));
    }
    if (!worthIt(free, reached.quota())) {
      return MemberChoice.leave(
          member,
          "reclaims %s, which is neither above %s nor above %s of the quota"
              .formatted(
                  Amount.bytes(free),
                  Amount.bytes(thresholds.worthBytes()),
                  Amount.percent(thresholds.worthQuotaRatio())));
    }
    Optional<Duration> since = last.flatMap(run -> since(run, now));
    if (since.isPresent()) {
      return MemberChoice.leave(
          member,
          "defragmented %s ago; the cool-down is %s"
              .formatted(Amount.duration(since.get()), Amount.duration(coolDown)));
    }
    return MemberChoice.due(
        member,
        "%s of %s is free pages: reclaims about %s"
            .formatted(
                Amount.percent(fragmentation),
                Amount.bytes(space.sizeBytes()),
                Amount.bytes(free)));
  }

  static long free(DbSpace space) {
    return Math.max(0, space.sizeBytes() - space.inUseBytes());
  }

  private boolean worthIt(long free, Optional<Quota> quota) {
    return free > thresholds.worthBytes()
        || quota
            .filter(known -> !known.disabled())
            .filter(known -> free > thresholds.worthQuotaRatio() * known.bytes())
            .isPresent();
  }

  /**
   * How long ago the run was, if within the cool-down. One that ended in the future comes from a
   * clock that is ahead: it counts as just ended, unless it is so far ahead that the clock must
   * have been wrong.
   */
  private Optional<Duration> since(DefragRecord run, Instant now) {
    Duration since = Duration.between(run.ended(), now);
    boolean within = since.abs().compareTo(coolDown) < 0;
    return within ? Optional.of(since.isNegative() ? Duration.ZERO : since) : Optional.empty();
  }
}
