package dev.etcdstorage.exporter.etcd;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A released version of etcd, such as 3.5.30; anything after the three numbers is ignored. */
public record EtcdVersion(int major, int minor, int patch) implements Comparable<EtcdVersion> {
  private static final Pattern NUMBERS = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

  private static final Comparator<EtcdVersion> ORDER =
      Comparator.comparingInt(EtcdVersion::major)
          .thenComparingInt(EtcdVersion::minor)
          .thenComparingInt(EtcdVersion::patch);

  /** Empty for a text that is no version. */
  public static Optional<EtcdVersion> parse(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    return numbers.lookingAt()
        ? Optional.of(
            new EtcdVersion(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3))))
        : Optional.empty();
  }

  /** Whether it is in major.minor, from patch {@code from} to before {@code fixed}. */
  boolean isInLine(int lineMajor, int lineMinor, int from, int fixed) {
    return major == lineMajor && minor == lineMinor && patch >= from && patch < fixed;
  }

  /** Whether its minor line is older than the other's, as 3.5.30 is older than 3.6. */
  boolean isOfAnOlderLineThan(EtcdVersion other) {
    return compareTo(new EtcdVersion(other.major, other.minor, 0)) < 0;
  }

  @Override
  public int compareTo(EtcdVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
