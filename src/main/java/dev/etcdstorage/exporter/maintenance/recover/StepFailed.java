package dev.etcdstorage.exporter.maintenance.recover;

/** A step failed; those before it stay done. */
final class StepFailed extends Exception {
  private final Step step;
  private final transient RecoverEnd.Cause cause;

  /**
   * @param why one line without a full stop
   * @param advice what to do now
   */
  StepFailed(Step step, String why, String advice) {
    super(why);
    this.step = step;
    this.cause = new RecoverEnd.Cause(why, advice);
  }

  Step step() {
    return step;
  }

  RecoverEnd.Cause cause() {
    return cause;
  }
}
