package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the daemon defragments, and when. How much is worth it is in {@link
 * dev.etcdstorage.exporter.storage.Thresholds}.
 *
 * @param interval between two looks
 * @param window empty means always
 * @param coolDown how long a member is left alone after a defragmentation
 * @param stopFile nothing begins while it is there
 * @param allowSingleMember also where the cluster stops serving meanwhile
 * @param dataDir of the member at the first endpoint, on this host, to see its free disk
 */
public record MaintenanceSettings(
    boolean enabled,
    Duration interval,
    Optional<TimeWindow> window,
    Duration coolDown,
    Optional<Path> stopFile,
    boolean allowSingleMember,
    Optional<Path> dataDir) {
  public static final MaintenanceSettings DEFAULT =
      new MaintenanceSettings(
          false,
          Duration.ofHours(24),
          Optional.empty(),
          Duration.ofHours(12),
          Optional.empty(),
          false,
          Optional.empty());

  public MaintenanceSettings {
    if (interval.compareTo(Duration.ofMinutes(1)) < 0
        || interval.compareTo(Duration.ofDays(31)) > 0) {
      throw new SettingException("interval", "must be between 1m and 31d");
    }
    if (coolDown.compareTo(Duration.ofDays(31)) > 0) {
      throw new SettingException("coolDown", "must be at most 31d");
    }
  }
}
