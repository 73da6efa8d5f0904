package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What asking one member came to. A failed member has no values, not even old ones. */
public sealed interface Outcome {
  /**
   * The member answered Status.
   *
   * @param quota empty where nothing tells it
   * @param compactedRevision 0 when nothing was ever compacted; empty where it could not be read
   * @param missing calls that failed although Status was answered; each detail begins with what was
   *     asked for, such as {@value #COMPACTED_REVISION}
   */
  record Reached(
      MemberStatus status,
      Optional<Quota> quota,
      OptionalLong compactedRevision,
      List<Failure> missing)
      implements Outcome {
    static final String COMPACTED_REVISION = "compacted revision";
    static final String METRICS_PAGE = "metrics page";
    static final String MEMBER_LIST = "member list";

    public Reached {
      missing = List.copyOf(missing);
    }

    /** Nothing failed. */
    public Reached(MemberStatus status, Optional<Quota> quota, OptionalLong compactedRevision) {
      this(status, quota, compactedRevision, List.of());
    }

    /** Why the compacted revision is unknown. */
    public Optional<Failure> compactedRevisionFailure() {
      return failure(COMPACTED_REVISION);
    }

    /** Why the metrics page, which may tell the quota, could not be read. */
    public Optional<Failure> metricsPageFailure() {
      return failure(METRICS_PAGE);
    }

    private Optional<Failure> failure(String call) {
      return missing.stream().filter(failure -> failure.detail().startsWith(call)).findFirst();
    }

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
