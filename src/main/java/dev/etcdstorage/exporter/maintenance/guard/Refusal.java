package dev.etcdstorage.exporter.maintenance.guard;

/**
 * A guard that keeps the program from going on.
 *
 * @param why one line with the numbers, for plan and log
 */
public record Refusal(Guard guard, String why) {
  @Override
  public String toString() {
    return guard.label() + ": " + why;
  }
}
