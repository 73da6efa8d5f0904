package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.testkit.util.Shell;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Flags that are printed to be pasted: a shell and the command line make the same of them again.
 */
class EtcdFlagsTest {
  @Command
  static final class Flags {
    @Mixin private final EtcdOptions etcd = new EtcdOptions();
  }

  private static ClusterConfig parse(List<String> words) {
    Flags flags = new Flags();
    CommandLine line = new CommandLine(flags);
    FlagTypes.register(line);
    line.parseArgs(words.toArray(String[]::new));
    return flags.etcd.cluster();
  }

  private static List<String> words(String line) {
    return Shell.strict("printf '%s\\n' " + line, Map.of()).output().lines().toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--endpoints http://127.0.0.1:2379",
        "--endpoints 'https://a:2379,https://[::1]:2379' --cluster --cacert /etc/ca.crt --cert"
            + " /etc/c.crt --key /etc/c.key --server-name etcd.local --user root --password-file"
            + " /run/pw --etcd.metrics-url 'http://{host}:2381/metrics' --quota-bytes 8589934592",
        "--endpoints https://a:2379 --insecure-skip-verify --quota-bytes=-1",
        "--endpoints https://a:2379 --cacert '/my files/it'\\''s; $(x).crt'",
      })
  void commandLineMakesTheSameOfThem(String line) {
    ClusterConfig cluster = parse(words(line));

    String printed = EtcdFlags.of(cluster, Set.of());

    assertThat(parse(words(printed))).isEqualTo(cluster);
    assertThat(printed).isEqualTo(line);
  }
}
