package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a recovery ended. */
public sealed interface RecoverEnd {
  /**
   * Why it did not go on.
   *
   * @param why one line without a full stop
   * @param advice what to do now, one line without a full stop
   */
  record Cause(String why, String advice) {}

  /** A method for each end, so that the compiler finds where a new one is not handled. */
  interface Cases<R> {
    R planned(Planned end);

    R nothingToDo(NothingToDo end);

    R refused(Refused end);

    R notBegun(NotBegun end);

    R liveDataFillsQuota(LiveDataFillsQuota end);

    R failed(Failed end);

    R stopped(Stopped end);

    R recovered(Recovered end);
  }

  <R> R match(Cases<R> cases);

  /** Whether etcd takes writes again, or still does. */
  default boolean succeeded() {
    return false;
  }

  /** A dry run: nothing was changed. */
  record Planned(RecoverPlan plan) implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.planned(this);
    }

    @Override
    public boolean succeeded() {
      return true;
    }
  }

  /**
   * No alarm, and no file that a compaction would help.
   *
   * @param proved whether a key was written and deleted, which proves that etcd takes writes
   */
  record NothingToDo(RecoverPlan plan, boolean proved) implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.nothingToDo(this);
    }

    @Override
    public boolean succeeded() {
      return true;
    }
  }

  /** A guard refused before the first change. */
  record Refused(Refusal refusal, String advice) implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.refused(this);
    }
  }

  /**
   * Something other than a guard prevents the run; nothing was changed.
   *
   * @param causes all of them, so that they can be fixed at once
   */
  record NotBegun(List<Cause> causes) implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.notBegun(this);
    }

    NotBegun(Cause cause) {
      this(List.of(cause));
    }

    public NotBegun {
      causes = List.copyOf(causes);
    }
  }

  /** Live data fills the quota: a recovery would not help, so nothing was changed. */
  record LiveDataFillsQuota(RecoverPlan plan) implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.liveDataFillsQuota(this);
    }
  }

  /** A step failed; those before it stay done. */
  record Failed(Step step, Cause cause) implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.failed(this);
    }
  }

  /**
   * The run was to stop.
   *
   * @param next the step that was not done, or not to its end
   * @param goesOn what etcd does all the same; empty where nothing
   */
  record Stopped(Step next, Optional<String> goesOn) implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.stopped(this);
    }
  }

  /**
   * A file before and after.
   *
   * @param quotaBytes empty where there is none
   */
  record Size(String member, long before, long after, Optional<Long> quotaBytes) {
    static Size of(MemberPlan before, DbSpace now) {
      return new Size(
          before.name(),
          before.space().sizeBytes(),
          now.sizeBytes(),
          before.quota().filter(quota -> !quota.disabled()).map(quota -> quota.bytes()));
    }
  }

  /** etcd takes writes again. */
  record Recovered(
      RecoverPlan plan, List<Size> sizes, Map<Step, Duration> took, Optional<Path> snapshot)
      implements RecoverEnd {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.recovered(this);
    }

    @Override
    public boolean succeeded() {
      return true;
    }
  }
}
