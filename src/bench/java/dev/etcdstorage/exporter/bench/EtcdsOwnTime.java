package dev.etcdstorage.exporter.bench;

import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long etcd itself was at compaction and defragmentation, by its own log: {@code "finished
 * scheduled compaction"} and {@code "finished defragmenting directory"} with {@code took}.
 */
record EtcdsOwnTime(Duration compaction, Duration defragmentation) {
  private static final Pattern COMPACTED =
      Pattern.compile("finished scheduled compaction.*?\"took\":\"([^\"]+)\"");
  private static final Pattern DEFRAGMENTED =
      Pattern.compile("finished defragmenting directory.*?\"took\":\"([^\"]+)\"");
  private static final Pattern PART = Pattern.compile("([0-9.]+)(h|ms|m|µs|us|s)");

  static EtcdsOwnTime of(List<RealEtcd> members) {
    EtcdsOwnTime sum = new EtcdsOwnTime(Duration.ZERO, Duration.ZERO);
    for (RealEtcd member : members) {
      String log = member.log();
      sum =
          new EtcdsOwnTime(
              sum.compaction.plus(took(COMPACTED, log)),
              sum.defragmentation.plus(took(DEFRAGMENTED, log)));
    }
    return sum;
  }

  Duration total() {
    return compaction.plus(defragmentation);
  }

  private static Duration took(Pattern line, String log) {
    Duration sum = Duration.ZERO;
    Matcher found = line.matcher(log);
    while (found.find()) {
      sum = sum.plus(parse(found.group(1)));
    }
    return sum;
  }

  /** As Go prints a duration, such as 1m2.5s. */
  private static Duration parse(String text) {
    double seconds = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      double value = Double.parseDouble(part.group(1));
      seconds +=
          switch (part.group(2)) {
            case "h" -> value * 3600;
            case "m" -> value * 60;
            case "ms" -> value / 1e3;
            case "s" -> value;
            default -> value / 1e6;
          };
    }
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
