package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How it ended. */
public sealed interface RecoverEnd {
  /**
   * Why it did not go on.
   *
   * @param why one line without a full stop
   * @param advice what to do now, one line without a full stop
   */
  record Cause(String why, String advice) {}

  /** etcd takes writes again, or still does. */
  default boolean well() {
    return false;
  }

  /** A dry run: nothing was changed. */
  record Planned(RecoverPlan plan) implements RecoverEnd {
    @Override
    public boolean well() {
      return true;
    }
  }

  /**
   * No alarm, and no file that a compaction would help.
   *
   * @param proved a key was written and deleted, and so it takes writes
   */
  record NothingToDo(RecoverPlan plan, boolean proved) implements RecoverEnd {
    @Override
    public boolean well() {
      return true;
    }
  }

  /** A guard spoke before the first change. */
  record Refused(Refusal refusal, String advice) implements RecoverEnd {}

  /**
   * Something other than a guard is missing; nothing was changed.
   *
   * @param causes all of them, so that they can be mended at once
   */
  record NotBegun(List<Cause> causes) implements RecoverEnd {
    NotBegun(Cause cause) {
      this(List.of(cause));
    }

    public NotBegun {
      causes = List.copyOf(causes);
    }
  }

  /** Live data fills the quota: what this program does would not help, so nothing was changed. */
  record Alive(RecoverPlan plan) implements RecoverEnd {}

  /** A step failed; those before it stay done. */
  record Failed(Step step, Cause cause) implements RecoverEnd {}

  /**
   * Somebody wanted it to stop.
   *
   * @param next the step that was not done, or not to its end
   * @param goesOn what etcd does all the same; empty where nothing
   */
  record Stopped(Step next, Optional<String> goesOn) implements RecoverEnd {}

  /**
   * A file before and after.
   *
   * @param quotaBytes empty where there is none
   */
  record Size(String member, long before, long after, Optional<Long> quotaBytes) {}

  /** etcd takes writes again. */
  record Recovered(
      RecoverPlan plan, List<Size> sizes, Map<Step, Duration> took, Optional<Path> snapshot)
      implements RecoverEnd {
    @Override
    public boolean well() {
      return true;
    }
  }
}
