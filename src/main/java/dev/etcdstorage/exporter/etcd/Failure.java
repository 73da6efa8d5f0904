package dev.etcdstorage.exporter.etcd;

/**
 * Why there is no answer.
 *
 * @param detail one line for the log, without secrets
 */
public record Failure(Reason reason, String detail) {
  /** The read's revision was compacted meanwhile (rpctypes.ErrCompacted). */
  public boolean compacted() {
    return detail.contains("required revision has been compacted");
  }

  /** The read's revision is not there yet (rpctypes.ErrFutureRev). */
  public boolean future() {
    return detail.contains("required revision is a future revision");
  }

  /** The lease has ended (rpctypes.ErrLeaseNotFound). */
  public boolean noLease() {
    return detail.contains("requested lease not found");
  }

  /** The answer was larger than a message may be. */
  public boolean tooLarge() {
    return detail.contains("message exceeds maximum size")
        || detail.contains("message larger than max")
        // The buffers of several large answers at once were more than there is.
        || detail.contains("direct buffer memory");
  }
}
