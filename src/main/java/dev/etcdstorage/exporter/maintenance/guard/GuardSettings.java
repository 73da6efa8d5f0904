package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which guards are asked, and their settings.
 *
 * @param asked in the order of {@link Guard}
 * @param window empty means always
 * @param stopFile nothing begins while it is there
 * @param dataDir of the member at the first endpoint, on this host
 */
public record GuardSettings(
    Set<Guard> asked,
    Optional<TimeWindow> window,
    Optional<Path> stopFile,
    boolean allowSingleMember,
    boolean allowUnsafeVersion,
    Optional<Path> dataDir) {
  public GuardSettings {
    asked = Collections.unmodifiableSet(EnumSet.copyOf(asked));
  }

  /** For the command: all but the window, since a person chose the time. */
  public static GuardSettings ofDefrag(
      Optional<Path> stopFile, boolean allowSingleMember, Optional<Path> dataDir) {
    return new GuardSettings(
        EnumSet.complementOf(EnumSet.of(Guard.TIME_WINDOW)),
        Optional.empty(),
        stopFile,
        allowSingleMember,
        false,
        dataDir);
  }

  /** For the daemon's maintenance: all. */
  public static GuardSettings of(MaintenanceSettings settings) {
    return new GuardSettings(
        EnumSet.allOf(Guard.class),
        settings.window(),
        settings.stopFile(),
        settings.allowSingleMember(),
        false,
        settings.dataDir());
  }

  /**
   * For a recovery: not NOSPACE, a single member or the time of day, as a person is there and said
   * yes; nor learners, which it leaves out, nor the disk, which it compares with its own plan.
   */
  public static GuardSettings ofRecover(Optional<Path> stopFile, boolean allowUnsafeVersion) {
    return new GuardSettings(
        EnumSet.complementOf(
            EnumSet.of(
                Guard.NOSPACE_ALARM,
                Guard.LEARNER,
                Guard.DISK_SPACE,
                Guard.SINGLE_MEMBER,
                Guard.TIME_WINDOW)),
        Optional.empty(),
        stopFile,
        true,
        allowUnsafeVersion,
        Optional.empty());
  }
}
