package dev.etcdstorage.exporter.storage;

import java.time.Duration;

/**
 * The shipped alerts' limits ({@code rules/values}) of which {@link Thresholds} says nothing, for
 * those who tell a person how urgent it is. A test holds the two together.
 */
public final class AlertLimits {
  /** Part of the quota. */
  public static final double QUOTA_CRITICAL = 0.95;

  /** Will be full within. */
  public static final Duration FULL_WARNING = Duration.ofHours(4);

  public static final Duration FULL_CRITICAL = Duration.ofMinutes(30);

  /** A file that takes less of its quota is in no hurry, whatever its pace. */
  public static final double FULL_FROM = 0.5;

  private AlertLimits() {}
}
