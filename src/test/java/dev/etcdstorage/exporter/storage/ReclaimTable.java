package dev.etcdstorage.exporter.storage;

import dev.etcdstorage.exporter.testkit.EtcdVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The document of what was predicted and what came. */
final class ReclaimTable {
  private static final Path FILE = Path.of("docs/reclaim.md");

  private static final String HEAD =
      """
      # What compaction and defrag give back: predicted and measured

      <!-- Measured by ReclaimForecastIT. After ./test has fetched etcd:
           ./mvnw verify -Preal -Dit.test=ReclaimForecastIT -Dtest=none \\
             -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true -->

      The exporter forecasts what a compaction of all history and then a defrag would give back: the
      size of the file less what its live keys take in a file of their own, packed into pages as
      bbolt packs them (`storage/LiveFile`). Here real etcd was filled in different ways, the live
      keys were walked at one revision, and then it was really compacted (`--physical`) and
      defragmented. The error is predicted less given back, as a part of the file before; the test
      allows 2 % of the file or 15 % of what was given back, whichever is larger.

      After a deletion right before the compaction etcd 3.5.30 gives back less than 3.4.23: it keeps
      the tombstones of the very revision that it compacts at, here of one deletion of many keys,
      until the next compaction.

      | shape | etcd | file before | live keys | predicted | given back | error |
      |---|---|--:|--:|--:|--:|--:|
      """;

  private final List<Row> rows = new ArrayList<>();

  record Row(Shape shape, EtcdVersion version, long before, long keys, long predicted, long back) {
    double error() {
      return (predicted - back) / (double) before;
    }
  }

  void add(Row row) {
    rows.add(row);
  }

  void write() {
    StringBuilder page = new StringBuilder(HEAD);
    rows.sort(
        Comparator.comparingInt((Row row) -> Shape.ALL.indexOf(row.shape()))
            .thenComparing(Row::version));
    rows.forEach(
        row ->
            page.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %,d | %s | %s | %+.2f %% |%n",
                    row.shape(),
                    row.version(),
                    megabytes(row.before()),
                    row.keys(),
                    megabytes(row.predicted()),
                    megabytes(row.back()),
                    100 * row.error())));
    try {
      Files.writeString(FILE, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
  }
}
