package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.Units;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.config.WholeNumber;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is learned of the keys; roots and patterns of prefixes stand in the file only. */
final class KeyspaceOptions {
  @Option(
      names = "--keyspace",
      paramLabel = "on|off",
      description = "Watch and scan the keys; off turns both off. Default: on.")
  private @Nullable String keyspace;

  @Option(
      names = "--keyspace.watch",
      paramLabel = "WHEN",
      description =
          "Count writes by prefix: always, leader (only while the own member leads; with --cluster"
              + " as always) or never."
              + " Default: always.")
  private @Nullable String watch;

  @Option(
      names = "--keyspace.on",
      paramLabel = "WHEN",
      description =
          "Scan for live keys: leader (only while the own member leads; with --cluster, which"
              + " makes this the cluster's only exporter, as always), always or never."
              + " Default: leader.")
  private @Nullable String scan;

  @Option(
      names = "--keyspace.scan-interval",
      paramLabel = "DURATION",
      description = "Between the beginnings of two scans. Default: 15m.")
  private @Nullable String interval;

  @Option(
      names = "--keyspace.scan-values",
      paramLabel = "true|false",
      description =
          "Fetch the values too, only to see how large they are; with false, live bytes are"
              + " unknown. Default: true.")
  private @Nullable String values;

  @Option(
      names = "--keyspace.scan-bytes-per-second",
      paramLabel = "SIZE",
      description = "The most that a scan reads. Default: 8MiB.")
  private @Nullable String bytesPerSecond;

  @Option(
      names = "--keyspace.scan-keys-per-second",
      paramLabel = "COUNT",
      description = "The most keys that a scan reads. Default: 10000.")
  private @Nullable String keysPerSecond;

  @Option(
      names = "--keyspace.max-resume",
      paramLabel = "REVISIONS",
      description =
          "With more revisions than this to catch up, the watch counts them as missed and goes on"
              + " from now: catching up slows etcd's writes down. Default: 5000.")
  private @Nullable String maxResume;

  @Option(
      names = "--keyspace.hide-keys",
      description = "Show the prefix of the most written keys alone, not the keys. Default: false.")
  private boolean hideKeys;

  @Option(
      names = "--keyspace.layout",
      paramLabel = "LAYOUT",
      description =
          "kubernetes (resources, other keys by depth) or depth (all keys by depth)."
              + " Default: kubernetes.")
  private @Nullable String layout;

  @Option(
      names = "--keyspace.namespaces",
      description = "Kubernetes resources by namespace, as pods/kube-system. Default: false.")
  private boolean namespaces;

  @Option(
      names = "--keyspace.depth",
      paramLabel = "COUNT",
      description =
          "How many parts of a key make its prefix, where it is not a Kubernetes key. Default: 1.")
  private @Nullable String depth;

  @Option(
      names = "--keyspace.max-prefixes",
      paramLabel = "COUNT",
      description =
          "How many prefixes have a name at a time, the heaviest where there are more; the rest is"
              + " summed as other. Default: 200.")
  private @Nullable String most;

  /** The flag of each setting that a record may refuse. */
  private static final Map<String, String> ORIGINS =
      Map.of(
          "scanInterval", "--keyspace.scan-interval",
          "scanBytesPerSecond", "--keyspace.scan-bytes-per-second",
          "scanKeysPerSecond", "--keyspace.scan-keys-per-second",
          "maxResume", "--keyspace.max-resume",
          "depth", "--keyspace.depth",
          "most", "--keyspace.max-prefixes");

  KeyspaceSettings settings() {
    KeyspaceSettings unsaid = KeyspaceSettings.DEFAULT;
    boolean on = read(keyspace, "--keyspace", text -> either(text, "on", "off"), unsaid.on());
    When watching = read(watch, "--keyspace.watch", When::parse, unsaid.watch());
    When scans = read(scan, "--keyspace.on", When::parse, unsaid.scan());
    int resume =
        read(maxResume, "--keyspace.max-resume", WholeNumber::parseInt, unsaid.maxResume());
    return Environment.check(
        ORIGINS,
        () -> new KeyspaceSettings(on, watching, scans, scanning(), resume, hideKeys, prefixes()));
  }

  private ScanSettings scanning() {
    ScanSettings unsaid = ScanSettings.DEFAULT;
    Duration every = read(interval, "--keyspace.scan-interval", Units::duration, unsaid.interval());
    boolean withValues =
        read(
            values,
            "--keyspace.scan-values",
            text -> either(text, "true", "false"),
            unsaid.values());
    long bytes =
        read(
            bytesPerSecond,
            "--keyspace.scan-bytes-per-second",
            Units::bytes,
            unsaid.bytesPerSecond());
    long keys =
        read(
            keysPerSecond,
            "--keyspace.scan-keys-per-second",
            WholeNumber::parse,
            unsaid.keysPerSecond());
    return new ScanSettings(every, withValues, bytes, keys);
  }

  private PrefixSettings prefixes() {
    PrefixSettings unsaid = PrefixSettings.DEFAULT;
    return new PrefixSettings(
        read(layout, "--keyspace.layout", PrefixSettings.Layout::parse, unsaid.layout()),
        unsaid.roots(),
        namespaces,
        read(depth, "--keyspace.depth", WholeNumber::parseInt, unsaid.depth()),
        unsaid.patterns(),
        read(most, "--keyspace.max-prefixes", WholeNumber::parseInt, unsaid.most()));
  }

  private static boolean either(String text, String yes, String no) {
    if (!text.equals(yes) && !text.equals(no)) {
      throw new IllegalArgumentException("\"" + text + "\" is not one of " + yes + ", " + no);
    }
    return text.equals(yes);
  }

  private static <T> T read(
      @Nullable String given, String flag, Function<String, T> parser, T unsaid) {
    return given == null ? unsaid : Environment.read(given, flag, parser);
  }
}
