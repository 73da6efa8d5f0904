package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.util.Optional;
import java.util.OptionalLong;

/** What asking one member came to. A failed member has no values, not even old ones. */
public sealed interface Outcome {
  /**
   * The member answered Status.
   *
   * @param quota empty where nothing tells it
   * @param compactedRevision 0 when nothing was ever compacted; empty where it could not be read
   */
  record Reached(MemberStatus status, Optional<Quota> quota, OptionalLong compactedRevision)
      implements Outcome {
    /** The member's database file. */
    public DbSpace space() {
      return new DbSpace(status.dbSizeBytes(), status.dbInUseBytes());
    }
  }

  record Failed(Failure failure) implements Outcome {}

  default Optional<Reached> reached() {
    return this instanceof Reached reached ? Optional.of(reached) : Optional.empty();
  }
}
