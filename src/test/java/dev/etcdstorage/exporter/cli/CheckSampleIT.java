package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The sample in docs/check.md is what {@code check} says, but for figures and who leads; {@code
 * -Ddocs.write=true} writes it anew. On 3.5: the text is the same on every line.
 */
class CheckSampleIT {
  private static final Path DOCUMENT = Path.of("docs/check.md");
  private static final String BEFORE = "with `--cluster --scan`:\n\n";
  private static final String AFTER = "\nThe first line is a status line";
  private static final long QUOTA = 16 << 20;

  @Test
  void sampleIsWhatItSays() throws IOException {
    EtcdBinary binary = EtcdBinaries.newest("3.5");
    try (RealCluster cluster = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(QUOTA), 3);
        Writer writer = Writer.to(cluster.endpoints().get(0))) {
      // Given
      for (int round = 0; round < 20; round++) {
        writer.fill("/registry/pods/default/web-", 3, 173_000);
      }

      // When
      String endpoint = cluster.members().get(0).clientUrl();
      String said =
          MainRun.of("check", "--endpoints", endpoint, "--cluster", "--scan", "--interval=0")
              .out()
              .replace(endpoint, "http://127.0.0.1:2379");

      // Then
      String document = Files.readString(DOCUMENT);
      int from = document.indexOf(BEFORE) + BEFORE.length();
      int to = document.indexOf(AFTER, from);
      if (Boolean.getBoolean("docs.write")) {
        Files.writeString(
            DOCUMENT,
            document.substring(0, from)
                + said.indent(4).replaceAll("(?m)^ +$", "")
                + document.substring(to));
      } else {
        assertThat(words(document.substring(from, to))).isEqualTo(words(said));
      }
    }
  }

  /** Its lines without figures. */
  private static List<String> words(String text) {
    return text.lines()
        .map(line -> line.replaceAll("\\d[\\d.,]*%?( ([KM]i)?B\\b)?", "#"))
        .map(line -> line.replace(" leader ", " ").replaceAll(" +", " ").strip())
        .toList();
  }
}
