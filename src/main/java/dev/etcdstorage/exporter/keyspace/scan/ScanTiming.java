package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;

/**
 * When things happen that no setting says.
 *
 * @param firstAfter the first scan, at least after start; at most twice as late
 * @param lookAgain where it is not our turn, or where nobody answers; see {@link Calendar}
 * @param statusEvery how often the member's state is looked at while scanning
 * @param pauseFrom the first wait while the member should be left alone; they double
 * @param pauseTo the longest wait
 * @param giveUpAfter of waiting
 * @param coolDownFrom how long the scan is off after it harmed; doubles each time
 * @param coolDownTo the longest
 * @param statusLimit deadline of a Status
 * @param pageLimit deadline of a read
 * @param learningRest see {@link Pace}
 */
record ScanTiming(
    Duration firstAfter,
    Duration lookAgain,
    Duration statusEvery,
    Duration pauseFrom,
    Duration pauseTo,
    Duration giveUpAfter,
    Duration coolDownFrom,
    Duration coolDownTo,
    Duration statusLimit,
    Duration pageLimit,
    int learningRest) {
  static final ScanTiming DEFAULT =
      new ScanTiming(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(4),
          Duration.ofSeconds(2),
          Duration.ofSeconds(15),
          100);
}
