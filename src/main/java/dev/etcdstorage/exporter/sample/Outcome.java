package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** The outcome of asking one member. A failed member has no values, not even old ones. */
public sealed interface Outcome {
  /**
   * The member answered Status.
   *
   * @param quota empty where it is unknown
   * @param compactedRevision 0 if nothing was ever compacted; empty where it could not be read
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

    /** No call failed. */
    public Reached(MemberStatus status, Optional<Quota> quota, OptionalLong compactedRevision) {
      this(status, quota, compactedRevision, List.of());
    }

    /** Revisions whose old versions may still be there, 0 if none; empty where it is unknown. */
    public OptionalLong revisionsKept() {
      return compactedRevision.isPresent()
          ? OptionalLong.of(Math.max(0, status.revision() - compactedRevision.getAsLong()))
          : OptionalLong.empty();
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

    @Override
    public <R> R match(Function<Reached, R> reached, Function<Failure, R> failed) {
      return reached.apply(this);
    }

    /** The member's database file. */
    public DbSpace space() {
      return new DbSpace(status.dbSizeBytes(), status.dbInUseBytes());
    }

    /** The part of the quota that the file takes; empty where none is known or it is disabled. */
    public OptionalDouble quotaUsage() {
      return quota.map(known -> space().quotaUsage(known.bytes())).orElse(OptionalDouble.empty());
    }
  }

  /** The member did not answer Status. */
  record Failed(Failure failure) implements Outcome {
    @Override
    public <R> R match(Function<Reached, R> reached, Function<Failure, R> failed) {
      return failed.apply(failure);
    }
  }

  /** Handles both cases. */
  <R> R match(Function<Reached, R> reached, Function<Failure, R> failed);

  default Optional<Reached> reached() {
    return match(Optional::of, failure -> Optional.empty());
  }
}
