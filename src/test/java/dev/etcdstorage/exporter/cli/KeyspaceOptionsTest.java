package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import dev.etcdstorage.exporter.config.When;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeyspaceOptionsTest {
  private static KeyspaceSettings parse(String... flags) {
    ServeOptions options = new ServeOptions();
    String[] all =
        Stream.concat(Stream.of("--endpoints=http://127.0.0.1:2379"), Stream.of(flags))
            .toArray(String[]::new);
    GivenFlags given = GivenFlags.of(new CommandLine(options).parseArgs(all));
    return options.load(new Environment(Map.of()), given).keyspace();
  }

  private static PrefixSettings prefixes(Layout layout, boolean namespaces, int depth, int most) {
    return new PrefixSettings(
        layout, PrefixSettings.DEFAULT.roots(), namespaces, depth, List.of(), most);
  }

  @Test
  void withoutFlagsTheDefaultsHold() {
    assertThat(parse()).isEqualTo(KeyspaceSettings.DEFAULT);
  }

  @Test
  void everyFlagArrivesInItsPlace() {
    KeyspaceSettings settings =
        parse(
            "--keyspace=off",
            "--keyspace.watch=leader",
            "--keyspace.on=always",
            "--keyspace.scan-interval=1h",
            "--keyspace.scan-values=false",
            "--keyspace.scan-bytes-per-second=1MiB",
            "--keyspace.scan-keys-per-second=500",
            "--keyspace.max-resume=0",
            "--keyspace.hide-keys",
            "--keyspace.layout=depth",
            "--keyspace.namespaces",
            "--keyspace.depth=3",
            "--keyspace.max-prefixes=50");

    assertThat(settings)
        .isEqualTo(
            new KeyspaceSettings(
                false,
                When.LEADER,
                When.ALWAYS,
                new ScanSettings(Duration.ofHours(1), false, 1 << 20, 500),
                0,
                true,
                prefixes(Layout.DEPTH, true, 3, 50)));
  }

  @Test
  void eachFlagAloneLeavesTheOthersAtTheirDefaults() {
    assertThat(parse("--keyspace", "on")).isEqualTo(KeyspaceSettings.DEFAULT);
    assertThat(parse("--keyspace.scan-values=true")).isEqualTo(KeyspaceSettings.DEFAULT);
    assertThat(parse("--keyspace.watch=never").watch()).isEqualTo(When.NEVER);
    assertThat(parse("--keyspace.watch=never").scan()).isEqualTo(When.LEADER);
    assertThat(parse("--keyspace.on=never").watch()).isEqualTo(When.ALWAYS);
    assertThat(parse("--keyspace.on=never").on()).isTrue();
    assertThat(parse("--keyspace.namespaces").prefixes())
        .isEqualTo(prefixes(Layout.KUBERNETES, true, 1, 200));
  }

  @Test
  void depthAloneDoesNotChangeTheLayout() {
    assertThat(parse("--keyspace.depth=2").prefixes())
        .isEqualTo(prefixes(Layout.KUBERNETES, false, 2, 200));
  }
}
