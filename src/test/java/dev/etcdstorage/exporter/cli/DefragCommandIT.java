package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.cli.DefragAtTerminal.Ended;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What a person in front of a terminal sees and is asked. On 3.5: DefragRunIT and GuardsIT have
 * every line.
 */
class DefragCommandIT {
  private final DefragAtTerminal terminal = new DefragAtTerminal();

  private Ended run(String typed, String... flags) {
    return terminal.run(Optional.of(typed), flags);
  }

  @Test
  void askedPersonDecides() {
    try (RealCluster etcd = RealCluster.start(EtcdBinaries.newest("3.5"), 3)) {
      String endpoint = etcd.leader().endpoint();
      try (Writer writer = Writer.to(endpoint)) {
        writer.overwrite("/dead", 100, 512 << 10);
        writer.compactPhysically(etcd.etcdctl().endpointStatus().get(0).revision());
      }
      etcd.awaitFreePages();
      String[] flags = {"--endpoints", endpoint, "--worth-bytes", "1MiB"};

      Ended no = run("n", flags);
      assertThat(terminal.asked).containsExactly("Defragment 3 members? [y/N] ");
      assertThat(no.out()).endsWith("Nothing was changed." + System.lineSeparator());
      assertThat(no.code()).isEqualTo(1);

      Ended dry = run("y", "--dry-run", "--endpoints", endpoint, "--worth-bytes", "1MiB");
      assertThat(dry.out())
          .contains("Dry run: nothing was changed. To act:" + System.lineSeparator());
      assertThat(dry.code()).isZero();
      assertThat(terminal.asked).hasSize(1);
      assertThat(etcd.members()).noneMatch(m -> m.log().contains("starting defragment"));

      Ended yes = run("y", flags);
      assertThat(yes.out())
          .contains(
              etcd.members().get(0).name() + " is done after ",
              "transfers leadership to ",
              "Done. 3 members defragmented, ");
      assertThat(yes.code()).isZero();

      Ended again = run("y", flags);
      assertThat(again.out()).endsWith("Nothing is due." + System.lineSeparator());
      assertThat(again.code()).isZero();
      assertThat(terminal.asked).hasSize(2);

      etcd.followers().get(0).pause();
      Ended refused = run("y", flags);
      assertThat(refused.out())
          .contains("REFUSES  member_unreachable", "Refused, nothing was changed.");
      assertThat(refused.code()).isEqualTo(1);
    }
  }
}
