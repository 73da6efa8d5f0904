package dev.etcdstorage.exporter.maintenance.guard;

/** Checks of what people and other runs want. */
final class OperatorChecks {
  private OperatorChecks() {}

  static GuardAnswer killSwitch(Guard guard, GuardInputs inputs) {
    return GuardAnswer.refuseIf(guard, inputs.stop().isPresent(), inputs.stop().orElse("not set"));
  }

  static GuardAnswer locked(Guard guard, GuardInputs inputs) {
    return GuardAnswer.refuseIf(
        guard,
        inputs.lock().isPresent(),
        inputs.lock().map(Refusal::why).orElse("nobody else has the lock"));
  }

  static GuardAnswer timeWindow(Guard guard, GuardInputs inputs) {
    boolean open =
        inputs.settings().window().map(hours -> hours.contains(inputs.now())).orElse(true);
    return GuardAnswer.refuseIf(
        guard, !open, open ? "open" : "closed; what is left waits for the next one");
  }
}
