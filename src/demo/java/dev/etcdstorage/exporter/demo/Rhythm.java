package dev.etcdstorage.exporter.demo;

import java.time.Duration;

/** What comes so often a second. */
final class Rhythm {
  private final double perSecond;
  private double owed;

  Rhythm(double perSecond) {
    this.perSecond = perSecond;
  }

  int due(Duration passed) {
    owed += perSecond * passed.toMillis() / 1e3;
    int due = (int) owed;
    owed -= due;
    return due;
  }
}
