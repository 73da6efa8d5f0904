package dev.etcdstorage.exporter.maintenance.guard;

/**
 * A guard's refusal.
 *
 * @param why one line with the numbers, for plan and log
 */
public record Refusal(Guard guard, String why) {
  @Override
  public String toString() {
    return guard.label() + ": " + why;
  }
}
