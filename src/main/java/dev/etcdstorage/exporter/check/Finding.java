package dev.etcdstorage.exporter.check;

/**
 * One thing that was found.
 *
 * @param severity OK for a note, which changes no exit code
 * @param text one line without a full stop, which names the members that it is about
 */
record Finding(Severity severity, String text) {
  static Finding note(String text) {
    return new Finding(Severity.OK, text);
  }

  static Finding unknown(String text) {
    return new Finding(Severity.UNKNOWN, text);
  }

  static Finding warning(String text) {
    return new Finding(Severity.WARNING, text);
  }

  static Finding critical(String text) {
    return new Finding(Severity.CRITICAL, text);
  }
}
