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

  /** The read's revision does not exist yet (rpctypes.ErrFutureRev). */
  public boolean future() {
    return detail.contains("required revision is a future revision");
  }

  /** The lease has ended (rpctypes.ErrLeaseNotFound). */
  public boolean noLease() {
    return detail.contains("requested lease not found");
  }

  /**
   * The size in bytes of an answer that was too large; empty where the refusal does not say. gRPC
   * for Java, in this process, words it differently from gRPC for Go, in a proxy.
   */
  public OptionalLong tooLargeBytes() {
    Matcher size = TOO_LARGE.matcher(detail);
    return size.find() ? OptionalLong.of(Long.parseLong(size.group(1))) : OptionalLong.empty();
  }

  /** The answer was larger than a message may be. */
  public boolean tooLarge() {
    return detail.contains("message exceeds maximum size")
        || detail.contains("message larger than max")
        // Several large answers at once needed more buffers than there are.
        || detail.contains("direct buffer memory");
  }
}
