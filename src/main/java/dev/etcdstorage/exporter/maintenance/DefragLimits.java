package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;
import java.util.function.Function;

/**
 * How long a run waits for a member.
 *
 * @param call after this the call is given up, but not the waiting for the member
 * @param comesBack a member that dropped the call may be restarting, and then reads its whole file
 */
public record DefragLimits(Function<DbSpace, Duration> call, Duration comesBack) {
  public static final DefragLimits USUAL =
      new DefragLimits(DefragTime::deadline, Duration.ofMinutes(10));
}
