package dev.etcdstorage.exporter.sample;

import java.util.Locale;

/**
 * A member's backend quota.
 *
 * @param bytes never 0; negative when the quota is disabled
 * @param source where the value comes from
 */
public record Quota(long bytes, Source source) {
  /** Values from etcd come first; a configured one may be wrong. */
  public enum Source {
    /** Status, from etcd 3.6. */
    STATUS,
    /** etcd's own metrics page. */
    METRICS,
    /** This exporter's configuration. */
    CONFIG
  }

  public boolean disabled() {
    return bytes < 0;
  }

  /** The value of the label {@code source}. */
  public String sourceLabel() {
    return disabled() ? "disabled" : source.name().toLowerCase(Locale.ROOT);
  }
}
