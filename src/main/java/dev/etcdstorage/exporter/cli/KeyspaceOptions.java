package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.cli.FlagTypes.Bytes;
import dev.etcdstorage.exporter.cli.FlagTypes.Switch;
import dev.etcdstorage.exporter.cli.FlagTypes.Truth;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import dev.etcdstorage.exporter.config.When;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is learned of the keys; roots and patterns of prefixes are in the file only. */
@Command(optionListHeading = "Keyspace")
final class KeyspaceOptions {
  private static final KeyspaceSettings DEFAULTS = KeyspaceSettings.DEFAULT;

  @Option(
      names = "--keyspace",
      paramLabel = "on|off",
      description = "Watch and scan the keys; off turns both off. Default: ${DEFAULT-VALUE}.")
  private Switch keyspace = Switch.ON;

  @Option(
      names = "--keyspace.watch",
      paramLabel = "WHEN",
      description =
          "Count writes by prefix: always, leader (only while the exporter's own member leads; with --cluster"
              + " the same as always) or never. Default: ${DEFAULT-VALUE}.")
  private When watch = DEFAULTS.watch();

  @Option(
      names = "--keyspace.on",
      paramLabel = "WHEN",
      description =
          "Scan for live keys: leader (only while the exporter's own member leads; with --cluster, which makes"
              + " this the cluster's only exporter, the same as always), always or never."
              + " Default: ${DEFAULT-VALUE}.")
  private When scan = DEFAULTS.scan();

  @Option(
      names = "--keyspace.scan-interval",
      paramLabel = "DURATION",
      description = "Time from the start of one scan to the next. Default: ${DEFAULT-VALUE}.")
  private Duration scanInterval = DEFAULTS.scanning().interval();

  @Option(
      names = "--keyspace.scan-values",
      paramLabel = "true|false",
      description =
          "Fetch the values too, only to see how large they are; with false, live bytes are"
              + " unknown. Default: ${DEFAULT-VALUE}.")
  private Truth scanValues = Truth.of(DEFAULTS.scanning().values());

  @Option(
      names = "--keyspace.scan-bytes-per-second",
      paramLabel = "SIZE",
      converter = Bytes.class,
      description =
          "How fast the first scan reads at most; those after it, which correct what is known, read"
              + " down to a sixteenth as fast. Default: ${DEFAULT-VALUE}.")
  private long scanBytesPerSecond = DEFAULTS.scanning().bytesPerSecond();

  @Option(
      names = "--keyspace.scan-keys-per-second",
      paramLabel = "COUNT",
      description =
          "How many keys the first scan reads per second at most, and likewise those after it."
              + " Default: ${DEFAULT-VALUE}.")
  private long scanKeysPerSecond = DEFAULTS.scanning().keysPerSecond();

  @Option(
      names = "--keyspace.max-resume",
      paramLabel = "REVISIONS",
      description =
          "With more revisions than this to catch up on, the watch counts them as missed and"
              + " continues from now: catching up slows etcd's writes down."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxResume = DEFAULTS.maxResume();

  @Option(
      names = "--keyspace.hide-keys",
      description =
          "Show only the prefix of the most written keys, not the keys. Default: ${DEFAULT-VALUE}.")
  private boolean hideKeys = DEFAULTS.hideKeys();

  @Option(
      names = "--keyspace.layout",
      paramLabel = "LAYOUT",
      description =
          "kubernetes (resources, other keys by depth) or depth (all keys by depth)."
              + " Default: ${DEFAULT-VALUE}.")
  private Layout layout = DEFAULTS.prefixes().layout();

  @Option(
      names = "--keyspace.namespaces",
      description =
          "Split Kubernetes resources by namespace, as pods/kube-system."
              + " Default: ${DEFAULT-VALUE}.")
  private boolean namespaces = DEFAULTS.prefixes().namespaces();

  @Option(
      names = "--keyspace.depth",
      paramLabel = "COUNT",
      description =
          "How many parts of a key make its prefix, if it is not a Kubernetes key."
              + " Default: ${DEFAULT-VALUE}.")
  private int depth = DEFAULTS.prefixes().depth();

  @Option(
      names = "--keyspace.max-prefixes",
      paramLabel = "COUNT",
      description =
          "How many prefixes have a name at a time, the heaviest if there are more; the rest is"
              + " summed as other. Default: ${DEFAULT-VALUE}.")
  private int most = DEFAULTS.prefixes().most();

  KeyspaceSettings settings() {
    return new KeyspaceSettings(
        keyspace == Switch.ON,
        watch,
        scan,
        new ScanSettings(
            scanInterval, scanValues == Truth.TRUE, scanBytesPerSecond, scanKeysPerSecond),
        maxResume,
        hideKeys,
        new PrefixSettings(
            layout,
            DEFAULTS.prefixes().roots(),
            namespaces,
            depth,
            DEFAULTS.prefixes().patterns(),
            most));
  }
}
