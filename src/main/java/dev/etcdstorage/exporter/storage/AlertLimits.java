package dev.etcdstorage.exporter.storage;

import java.time.Duration;

/**
 * Limits of the shipped alerts ({@code rules/values}) that {@link Thresholds} does not have, for
 * telling a person how urgent it is. A test keeps the two equal.
 */
public final class AlertLimits {
  /** Part of the quota. */
  public static final double QUOTA_CRITICAL = 0.95;

  /** Warns of a file that will be full within this time. */
  public static final Duration FULL_WARNING = Duration.ofHours(4);

  public static final Duration FULL_CRITICAL = Duration.ofMinutes(30);

  /** A file that takes a smaller part of its quota is not urgent, whatever its pace. */
  public static final double FULL_FROM = 0.5;

  private AlertLimits() {}
}
