package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.text.Amount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A snapshot of a follower, or of the only voter, of a cluster that answers, also under NOSPACE.
 */
public final class FollowerSnapshot {
  private static final Duration LOOK = Duration.ofSeconds(10);

  /**
   * Free disk that is left beside it. Recover wants more, as its disk may be etcd's own, where file
   * and WAL grow meanwhile; this only reads from etcd.
   */
  private static final long RESERVE = 256 << 20;

  private final MaintainedCluster cluster;
  private final Disk disk;
  private final Sleeper sleeper;

  public FollowerSnapshot(MaintainedCluster cluster, Disk disk, Sleeper sleeper) {
    this.cluster = cluster;
    this.disk = disk;
    this.sleeper = sleeper;
  }

  /**
   * The member to take it from.
   *
   * @throws IOException if no member with a vote answers
   */
  public MemberSample source() throws IOException {
    ClusterSample now = cluster.look(LOOK);
    if (now.voters().isEmpty()) {
      throw new IOException(
          "no member with a vote answers: "
              + now.members().stream()
                  .flatMap(
                      member ->
                          member.failure().stream()
                              .map(failure -> member.member() + ": " + failure.detail()))
                  .findFirst()
                  .orElse("the endpoints lead to none"));
    }
    return RecoverPlan.source(now);
  }

  /**
   * Takes the snapshot.
   *
   * @param target must not exist yet; only its owner may read it
   * @throws IOException whose message says why there is none
   */
  public void take(MemberSample from, Path target, SnapshotGrowth growth)
      throws IOException, InterruptedException {
    Path folder = target.toAbsolutePath().resolveSibling("").normalize();
    long size = from.space().orElseThrow().sizeBytes();
    try {
      long free = disk.usableBytes(folder);
      if (free < size + RESERVE) {
        throw new SnapshotTaker.NotGiven(
            "the snapshot needs %s and a reserve of %s in %s, and %s are free"
                .formatted(Amount.bytes(size), Amount.bytes(RESERVE), folder, Amount.bytes(free)));
      }
      new SnapshotTaker(cluster.control(from.endpoint()), sleeper, growth).take(target);
    } catch (SnapshotTaker.NotGiven e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("no snapshot can be kept in " + folder + ": " + CannotWrite.why(e), e);
    }
  }
}
