package dev.etcdstorage.exporter.advice;

/**
 * One finding.
 *
 * @param severity OK for a note, which changes no exit code
 * @param text one line without a full stop, which names the members concerned
 */
public record Finding(Severity severity, String text) {
  public static Finding note(String text) {
    return new Finding(Severity.OK, text);
  }

  public static Finding unknown(String text) {
    return new Finding(Severity.UNKNOWN, text);
  }

  public static Finding warning(String text) {
    return new Finding(Severity.WARNING, text);
  }

  public static Finding critical(String text) {
    return new Finding(Severity.CRITICAL, text);
  }
}
