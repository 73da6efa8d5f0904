package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsDocTest {
  private static final String HEAD =
      """
      # Metrics

      <!-- Generated from the catalogue (metrics/Family.java): ./mvnw test -Ddocs.write=true -->

      | name | type | labels | meaning |
      |---|---|---|---|
      """;

  private static final String TAIL =
      """

      Where the configuration names its clusters, every series about a cluster also has the label
      `etcd_cluster`; without a name the label is absent.

      `member` is the member's name, or `host:port` while that is unknown or shared by several members.
      What is unknown is absent, never 0. A member that does not answer has no values: only
      `etcd_storage_up`, `etcd_storage_scrape_errors_total` and, if its metrics page can be read,
      `etcd_storage_maintenance_running`.

      The families `jvm_*` and `process_*` describe the exporter itself, as in the Prometheus Java client:
      all of `process_*`, and of `jvm_*` `memory_used_bytes`, `memory_max_bytes`,
      `gc_collection_seconds` and `threads_current`. `--web.jvm-metrics=all` adds the rest.
      """;

  @Test
  void pageIsAsTheCatalogueSays() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Family family : Family.values()) {
      page.append("| `")
          .append(family.exposedName())
          .append("` | ")
          .append(family.kind().name().toLowerCase(Locale.ROOT))
          .append(" | ")
          .append(
              family.labels().stream()
                  .map(label -> "`" + label + "`")
                  .collect(Collectors.joining(", ")))
          .append(" | ")
          .append(family.help().replace("|", "\\|"))
          .append(" |\n");
    }

    CommittedFile.assertCurrent(
        Path.of("docs/metrics.md"), page.append(TAIL).toString(), "docs.write");
  }
}
