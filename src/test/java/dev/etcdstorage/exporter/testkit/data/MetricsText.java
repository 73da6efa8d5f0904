package dev.etcdstorage.exporter.testkit.data;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Just enough of the text format to read one number from etcd's own page. */
public final class MetricsText {
  private MetricsText() {}

  /** The first sample of that name, whatever its labels. */
  public static OptionalDouble value(String page, String name) {
    Matcher sample =
        Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)", Pattern.MULTILINE).matcher(page);
    return sample.find()
        ? OptionalDouble.of(Double.parseDouble(sample.group(1)))
        : OptionalDouble.empty();
  }
}
