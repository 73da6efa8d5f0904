package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;

/**
 * Times that are not settings.
 *
 * @param firstAfter the first scan, at least after start; at most twice as late
 * @param lookAgain while it is not this exporter's turn, or no member answers; see {@link
 *     ScanSchedule}
 * @param statusEvery how often the member's state is looked at while scanning
 * @param pauseFrom the first wait while the member should be left alone; they double
 * @param pauseTo the longest wait
 * @param giveUpAfter of waiting
 * @param statusLimit deadline of a Status
 * @param pageLimit deadline of a read
 */
record ScanTiming(
    Duration firstAfter,
    Duration lookAgain,
    Duration statusEvery,
    Duration pauseFrom,
    Duration pauseTo,
    Duration giveUpAfter,
    Duration statusLimit,
    Duration pageLimit) {
  static final ScanTiming DEFAULT =
      new ScanTiming(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(15));
}
