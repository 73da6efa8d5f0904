package dev.etcdstorage.exporter.maintenance.guard;

/**
 * One guard's answer.
 *
 * @param why one line with the numbers
 */
public record GuardAnswer(Guard guard, Result result, String why) {
  /** From harmless to worst. */
  public enum Result {
    PASS,
    /** The run goes on, but a person should know. */
    WARN,
    /** Cannot be seen from here; does not stop the run. */
    UNKNOWN,
    REFUSE
  }

  static GuardAnswer refuseIf(Guard guard, boolean refuses, String why) {
    return new GuardAnswer(guard, refuses ? Result.REFUSE : Result.PASS, why);
  }

  static GuardAnswer pass(Guard guard, String why) {
    return new GuardAnswer(guard, Result.PASS, why);
  }

  static GuardAnswer warn(Guard guard, String why) {
    return new GuardAnswer(guard, Result.WARN, why);
  }

  static GuardAnswer unknown(Guard guard, String why) {
    return new GuardAnswer(guard, Result.UNKNOWN, why);
  }

  static GuardAnswer refuse(Guard guard, String why) {
    return new GuardAnswer(guard, Result.REFUSE, why);
  }

  public boolean refuses() {
    return result == Result.REFUSE;
  }

  public Refusal refusal() {
    return new Refusal(guard, why);
  }
}
