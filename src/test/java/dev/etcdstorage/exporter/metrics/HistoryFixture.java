package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.sample.History;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;
import java.time.Instant;

/** Files as they may have grown until noon. */
public final class HistoryFixture {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long MIB = 1L << 20;

  private HistoryFixture() {}

  /** The file grows by 2 MiB a minute for three hours; the exporter missed half an hour of it. */
  public static History filling(long size, long inUse) {
    History history = History.NONE;
    for (int ago = 180; ago >= 0; ago--) {
      if (ago < 90 || ago > 120) {
        history = look(history, ago, size - 2L * ago * MIB, inUse - ago * MIB);
      }
    }
    return history;
  }

  /** Quiet for five hours, then 20 MiB a minute. */
  public static History storm(long size, long inUse) {
    History history = History.NONE;
    for (int ago = 330; ago >= 0; ago--) {
      long less = (20L * Math.min(ago, 70) + Math.max(0, ago - 70) / 4) * MIB;
      history = look(history, ago, size - less, inUse - less);
    }
    return history;
  }

  /** Nothing happens for three hours. */
  public static History still(long size, long inUse) {
    History history = History.NONE;
    for (int ago = 180; ago >= 0; ago--) {
      history = look(history, ago, size, inUse);
    }
    return history;
  }

  /** The exporter has just started. */
  public static History brief(long size, long inUse) {
    return look(look(History.NONE, 1, size, inUse), 0, size, inUse);
  }

  private static History look(History history, int minutesAgo, long size, long inUse) {
    return history.with(NOON.minus(Duration.ofMinutes(minutesAgo)), new DbSpace(size, inUse));
  }
}
