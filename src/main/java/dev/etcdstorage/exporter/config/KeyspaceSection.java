package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import java.util.Optional;

/** The section {@code keyspace} of the configuration file. */
final class KeyspaceSection {
  private KeyspaceSection() {}

  static KeyspaceSettings read(YamlMap map) {
    KeyspaceSettings defaults = KeyspaceSettings.DEFAULT;
    // The scan's settings are keys of the same mapping and validate themselves, so they come last.
    boolean on = map.bool("enabled", defaults.on());
    When watch = map.value("watch", When::parse, defaults.watch());
    When scan = map.value("on", When::parse, defaults.scan());
    int maxResume = map.value("maxResume", WholeNumber::parseInt, defaults.maxResume());
    boolean hideKeys = map.bool("hideKeys", defaults.hideKeys());
    PrefixSettings prefixes =
        map.section("prefixes", KeyspaceSection::prefixes).orElse(defaults.prefixes());
    return new KeyspaceSettings(on, watch, scan, scanning(map), maxResume, hideKeys, prefixes);
  }

  private static ScanSettings scanning(YamlMap map) {
    ScanSettings defaults = ScanSettings.DEFAULT;
    return new ScanSettings(
        map.value("scanInterval", Units::duration, defaults.interval()),
        map.bool("scanValues", defaults.values()),
        map.value("scanBytesPerSecond", Units::bytes, defaults.bytesPerSecond()),
        map.value("scanKeysPerSecond", WholeNumber::parse, defaults.keysPerSecond()));
  }

  private static PrefixSettings prefixes(YamlMap map) {
    PrefixSettings defaults = PrefixSettings.DEFAULT;
    return new PrefixSettings(
        map.value("layout", Layout::parse, defaults.layout()),
        map.values("roots", root -> root, defaults.roots()),
        map.bool("namespaces", defaults.namespaces()),
        map.value("depth", WholeNumber::parseInt, defaults.depth()),
        map.sections("patterns", KeyspaceSection::pattern),
        map.value("most", WholeNumber::parseInt, defaults.most()));
  }

  private static PrefixPattern pattern(YamlMap map) {
    Optional<String> match = map.string("match");
    Optional<String> prefix = map.string("prefix");
    return PrefixPattern.of(
        match.orElseThrow(() -> new IllegalArgumentException("needs a match")),
        prefix.orElseThrow(() -> new IllegalArgumentException("needs a prefix")));
  }
}
