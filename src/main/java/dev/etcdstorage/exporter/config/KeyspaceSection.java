package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import java.util.ArrayList;
import java.util.List;

/** The section {@code keyspace} of the configuration file. */
final class KeyspaceSection {
  private KeyspaceSection() {}

  static KeyspaceSettings read(YamlMap map) {
    KeyspaceSettings unsaid = KeyspaceSettings.DEFAULT;
    boolean enabled = map.bool("enabled").orElse(unsaid.on());
    When watch = map.value("watch", When::parse).orElse(unsaid.watch());
    When scan = map.value("on", When::parse).orElse(unsaid.scan());
    ScanSettings scanning = scanning(map);
    int maxResume = map.value("maxResume", WholeNumber::parseInt).orElse(unsaid.maxResume());
    boolean hideKeys = map.bool("hideKeys").orElse(unsaid.hideKeys());
    PrefixSettings prefixes =
        map.map("prefixes").map(KeyspaceSection::prefixes).orElse(unsaid.prefixes());
    map.done();
    return map.here(
        () -> new KeyspaceSettings(enabled, watch, scan, scanning, maxResume, hideKeys, prefixes));
  }

  private static ScanSettings scanning(YamlMap map) {
    ScanSettings unsaid = ScanSettings.DEFAULT;
    var interval = map.value("scanInterval", Units::duration).orElse(unsaid.interval());
    boolean values = map.bool("scanValues").orElse(unsaid.values());
    long bytes = map.value("scanBytesPerSecond", Units::bytes).orElse(unsaid.bytesPerSecond());
    long keys = map.value("scanKeysPerSecond", WholeNumber::parse).orElse(unsaid.keysPerSecond());
    return map.here(() -> new ScanSettings(interval, values, bytes, keys));
  }

  private static PrefixSettings prefixes(YamlMap map) {
    PrefixSettings unsaid = PrefixSettings.DEFAULT;
    var layout = map.value("layout", PrefixSettings.Layout::parse).orElse(unsaid.layout());
    List<String> given = map.values("roots", root -> root);
    List<String> roots = map.has("roots") ? given : unsaid.roots();
    boolean namespaces = map.bool("namespaces").orElse(unsaid.namespaces());
    int depth = map.value("depth", WholeNumber::parseInt).orElse(unsaid.depth());
    int most = map.value("most", WholeNumber::parseInt).orElse(unsaid.most());
    List<PrefixPattern> patterns = new ArrayList<>();
    map.maps("patterns").forEach(pattern -> patterns.add(pattern(pattern)));
    map.done();
    return map.here(() -> new PrefixSettings(layout, roots, namespaces, depth, patterns, most));
  }

  private static PrefixPattern pattern(YamlMap map) {
    var match = map.string("match");
    var prefix = map.string("prefix");
    map.done();
    return map.here(
        () ->
            PrefixPattern.of(
                match.orElseThrow(() -> new IllegalArgumentException("needs a match")),
                prefix.orElseThrow(() -> new IllegalArgumentException("needs a prefix"))));
  }
}
