package dev.etcdstorage.exporter.testkit.real;

/** Another process took the port between our look and etcd's start; worth another try. */
final class PortTakenError extends AssertionError {
  private static final long serialVersionUID = 1;

  PortTakenError(String message) {
    super(message);
  }
}
