package dev.etcdstorage.exporter.testkit.real;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of etcd, ordered as numbers are. */
public record EtcdVersion(int major, int minor, int patch) implements Comparable<EtcdVersion> {
  private static final Pattern TEXT = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

  /** Finds the version in a text such as the output of {@code etcd --version}. */
  public static EtcdVersion in(String text) {
    Matcher found = TEXT.matcher(text);
    if (!found.find()) {
      throw new IllegalArgumentException("No version in: " + text);
    }
    return new EtcdVersion(
        Integer.parseInt(found.group(1)),
        Integer.parseInt(found.group(2)),
        Integer.parseInt(found.group(3)));
  }

  public String majorMinor() {
    return major + "." + minor;
  }

  /** Whether it belongs to this line, such as {@code 3.6}, or to a newer one. */
  public boolean isAtLeast(String line) {
    return compareTo(in(line + ".0")) >= 0;
  }

  @Override
  public int compareTo(EtcdVersion other) {
    return Comparator.comparingInt(EtcdVersion::major)
        .thenComparingInt(EtcdVersion::minor)
        .thenComparingInt(EtcdVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
