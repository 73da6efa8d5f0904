package dev.etcdstorage.exporter.etcd;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why there is no answer.
 *
 * @param detail one line for the log, without secrets
 */
public record Failure(Reason reason, String detail) {
  private static final Pattern TOO_LARGE =
      Pattern.compile("(?:exceeds maximum size \\d+: |message larger than max \\()(\\d{1,10})\\b");

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

  /**
   * How large the answer was that was too large, in bytes; empty where the refusal does not say.
   * gRPC of Java, here, says it in its own words, gRPC of Go, in a proxy, in others.
   */
  public OptionalLong tooLargeBytes() {
    Matcher size = TOO_LARGE.matcher(detail);
    return size.find() ? OptionalLong.of(Long.parseLong(size.group(1))) : OptionalLong.empty();
  }

  /** The answer was larger than a message may be. */
  public boolean tooLarge() {
    return detail.contains("message exceeds maximum size")
        || detail.contains("message larger than max")
        // The buffers of several large answers at once were more than there is.
        || detail.contains("direct buffer memory");
  }
}
