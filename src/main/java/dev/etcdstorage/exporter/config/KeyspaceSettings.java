package dev.etcdstorage.exporter.config;

import java.time.Duration;

/**
 * What to learn about the keys themselves, and at which cost to etcd.
 *
 * @param on false turns watch and scan off
 * @param watch which exporter counts writes
 * @param scan which exporter scans the live keys
 * @param maxResume with more revisions than this to catch up, the watch leaves them out instead
 * @param hideKeys show only a hot key's prefix
 */
public record KeyspaceSettings(
    boolean on,
    When watch,
    When scan,
    ScanSettings scanning,
    int maxResume,
    boolean hideKeys,
    PrefixSettings prefixes) {
  /**
   * How the live keys are scanned.
   *
   * @param interval between the beginnings of two scans, before jitter
   * @param values also fetch the values, only for their sizes; without, live bytes are unknown
   * @param bytesPerSecond at most, of answers; down to a quarter of it after the first scan
   * @param keysPerSecond at most, and likewise
   */
  public record ScanSettings(
      Duration interval, boolean values, long bytesPerSecond, long keysPerSecond) {
    public static final ScanSettings DEFAULT =
        new ScanSettings(Duration.ofMinutes(15), true, 10L << 20, 10_000);

    public ScanSettings {
      if (interval.compareTo(Duration.ofSeconds(10)) < 0
          || interval.compareTo(Duration.ofDays(1)) > 0) {
        throw new SettingException("scanInterval", "must be between 10s and 1d");
      }
      if (bytesPerSecond < 64 << 10) {
        throw new SettingException("scanBytesPerSecond", "must be at least 64KiB");
      }
      if (keysPerSecond < 100) {
        throw new SettingException("scanKeysPerSecond", "must be at least 100");
      }
    }
  }

  public static final KeyspaceSettings DEFAULT =
      new KeyspaceSettings(
          true,
          When.ALWAYS,
          When.LEADER,
          ScanSettings.DEFAULT,
          5_000,
          false,
          PrefixSettings.DEFAULT);

  public KeyspaceSettings scan(When who) {
    return new KeyspaceSettings(on, watch, who, scanning, maxResume, hideKeys, prefixes);
  }

  public KeyspaceSettings watch(When who) {
    return new KeyspaceSettings(on, who, scan, scanning, maxResume, hideKeys, prefixes);
  }

  public KeyspaceSettings {
    if (maxResume < 0 || maxResume > 100_000) {
      throw new SettingException("maxResume", "must be between 0 and 100000 revisions");
    }
  }
}
