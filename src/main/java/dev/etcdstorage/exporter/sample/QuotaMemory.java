package dev.etcdstorage.exporter.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What the metrics page last said about the quota. The quota is a start-up flag, so the page is
 * read again only when the process may be another, and at most every five minutes.
 *
 * @param readAt when it was last tried
 * @param connection the member's connection count at that time
 * @param bytes empty when the page could not be read or does not have it
 */
record QuotaMemory(Instant readAt, long connection, OptionalLong bytes) {
  static final QuotaMemory NEVER = new QuotaMemory(Instant.MIN, -1, OptionalLong.empty());
  private static final Duration REST = Duration.ofMinutes(5);

  boolean due(Instant now, long currentConnection) {
    boolean maybeOther = connection != currentConnection || bytes.isEmpty();
    return maybeOther && !now.isBefore(readAt.plus(REST));
  }
}
