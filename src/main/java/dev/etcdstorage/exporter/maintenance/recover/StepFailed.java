package dev.etcdstorage.exporter.maintenance.recover;

/** A step could not be done; what came before it stays done. */
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
