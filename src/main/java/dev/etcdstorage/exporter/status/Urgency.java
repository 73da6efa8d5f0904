package dev.etcdstorage.exporter.status;

/** How soon somebody should look, as the alerts see it; the last is the most urgent. */
enum Urgency {
  OK,
  UNKNOWN,
  WARNING,
  CRITICAL;

  Urgency or(Urgency other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
