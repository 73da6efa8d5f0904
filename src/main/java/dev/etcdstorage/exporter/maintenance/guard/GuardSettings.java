package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which guards are asked, and what was said to them.
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

  /** All but the window, which a person who calls the command stands for. */
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

  /** Of the daemon's maintenance: all. */
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
   * NOSPACE and a single member do not keep a recovery from it, nor does the time of day: a person
   * is there and said yes. It leaves learners out, and compares its own plan with the disk.
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
