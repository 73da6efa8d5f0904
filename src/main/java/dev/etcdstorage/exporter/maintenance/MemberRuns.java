package dev.etcdstorage.exporter.maintenance;

import java.util.Optional;

/**
 * A member's defragmentations.
 *
 * @param succeeded by this exporter, since it started
 * @param failed by this exporter, since it started: those that ended with an error, or without the
 *     member being healthy again
 * @param reclaimedBytes reclaimed by those that succeeded
 * @param last the last one, whichever exporter or command did it, as kept in etcd
 */
public record MemberRuns(
    long succeeded, long failed, long reclaimedBytes, Optional<DefragRecord> last) {
  public static final MemberRuns NONE = new MemberRuns(0, 0, 0, Optional.empty());
}
