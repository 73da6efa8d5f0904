package dev.etcdstorage.exporter.testkit.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration files of {@code deploy/} as they are shipped, but for addresses, the files of
 * rules, and times, which can all be divided by one number so that hours pass in minutes.
 */
public final class ShippedConfig {
  public static final Path PROMETHEUS = Path.of("deploy/prometheus/prometheus.yml");
  public static final Path KUBERNETES = Path.of("deploy/prometheus/prometheus-kubernetes.yml");
  public static final Path MANY_CLUSTERS =
      Path.of("deploy/prometheus/prometheus-many-clusters.yml");
  public static final Path COMPOSE = Path.of("deploy/compose/prometheus.yml");
  public static final Path WATCHDOG = Path.of("deploy/prometheus/watchdog.rules.yaml");
  public static final Path ALERTMANAGER = Path.of("deploy/alertmanager/alertmanager.yml");

  private static final Pattern TIME =
      Pattern.compile("(_interval|_timeout|_wait): ([0-9]+)([smhd])\\b");
  private static final Map<String, Long> MILLIS =
      Map.of("s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private ShippedConfig() {}

  /** Alertmanager's, with this in the place of the receiver that does not exist. */
  public static String alertmanager(String receiverUrl, int faster) {
    return faster(
        replace(read(ALERTMANAGER), "http://alert-receiver.example", receiverUrl), faster);
  }

  /**
   * Prometheus', for one exporter.
   *
   * @param exporter its {@code host:port}
   * @param alertmanager likewise
   * @param rules in the place of the shipped rules; the watchdog stays
   * @param faster every time is divided by this, but the scrape may take a whole interval
   */
  public static String prometheus(
      String exporter, String alertmanager, List<Path> rules, int faster) {
    String text = prometheus(exporter, alertmanager, faster);
    text =
        replace(
            text,
            "  - ../../rules/etcd-storage.rules.yaml\n",
            rules.stream()
                .map(file -> "  - " + file.toAbsolutePath() + "\n")
                .collect(Collectors.joining()));
    return replace(text, "  - watchdog.rules.yaml\n", "  - " + WATCHDOG.toAbsolutePath() + "\n");
  }

  /** The same, which looks for its rules where they are shipped, seen from where it lies itself. */
  public static String prometheus(String exporter, String alertmanager, int faster) {
    String text = read(PROMETHEUS);
    text = replace(text, "127.0.0.1:10027", exporter);
    text = replace(text, "127.0.0.1:9093", alertmanager);
    text = replace(text, "scrape_timeout: 10s", "scrape_timeout: 30s");
    return faster(text, faster);
  }

  /** Prometheus' for a DaemonSet's pods, found in Kubernetes. */
  public static String kubernetes(int faster) {
    return faster(replace(read(KUBERNETES), "scrape_timeout: 10s", "scrape_timeout: 30s"), faster);
  }

  /** Prometheus' for one exporter of many clusters, without rules. */
  public static String manyClusters(String exporter, int faster) {
    String text = replace(read(MANY_CLUSTERS), "127.0.0.1:10027", exporter);
    text = replace(text, "scrape_timeout: 10s", "scrape_timeout: 30s");
    text = replace(text, "  - ../../rules/etcd-storage.rules.yaml\n", "");
    text = replace(text, "  - watchdog.rules.yaml\n", "");
    return faster(text, faster);
  }

  private static String faster(String text, int faster) {
    return TIME.matcher(text).replaceAll(time -> time.group(1) + ": " + millis(time, faster));
  }

  private static String millis(MatchResult time, int faster) {
    long millis = Long.parseLong(time.group(2)) * MILLIS.getOrDefault(time.group(3), 1L);
    // Alertmanager asks at once where it is 0, and refuses 0 elsewhere.
    return millis == 0 ? "0s" : Math.max(1, millis / faster) + "ms";
  }

  /** What is not there cannot be replaced: then the file has changed, and this with it must. */
  private static String replace(String text, String what, String by) {
    if (!text.contains(what)) {
      throw new AssertionError("No " + what + " in:\n" + text);
    }
    return text.replace(what, by);
  }

  /** A file as it is. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
