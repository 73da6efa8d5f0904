package dev.etcdstorage.exporter.storage;

import dev.etcdstorage.exporter.testkit.real.EtcdVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The document of what was predicted and what came. */
public final class ReclaimTable {
  private static final Path FILE = Path.of("docs/reclaim.md");

  private static final String HEAD =
      """
      # What compaction and defragmentation reclaim: predicted and measured

      <!-- Measured by ReclaimForecastIT. After ./test has fetched etcd:
           ./mvnw verify -Preal -Dit.test=ReclaimForecastIT -Dtest=none \\
             -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true -->

      The exporter forecasts what a compaction of all history and then a defrag would reclaim: the
      size of the file less what its live keys take in a file of their own, packed into pages as
      bbolt packs them (`storage/LiveFile`). Here real etcd was filled in different ways, the live
      keys were walked at one revision, and then it was really compacted (`--physical`) and
      defragmented. The error is predicted less reclaimed, as a part of the file before; the test
      allows 2% of the file or 15% of what was reclaimed, whichever is larger.

      After a deletion right before the compaction etcd 3.5.30 reclaims less than 3.4.23: it keeps
      the tombstones of the very revision that it compacts at, here of one deletion of many keys,
      until the next compaction.

      | shape | etcd | file before | live keys | predicted | reclaimed | error |
      |---|---|--:|--:|--:|--:|--:|
      """;

  private static final String BETWEEN =
      """

      ## Between two scans

      <!-- Measured by LiveLedgerIT, in the same way. -->

      What the file is made of, by a scan of 2,000 keys beside a writer and
      [the watch since](adr/0017-history-and-slack.md), an hour before the next scan, after one shape was
      written on top of the other. In brackets the truth, read from the file by `analyze`: live data is what a
      compaction and a defragmentation would leave, history what the defragmentation alone would leave
      beside it, slack what is in use beyond that. The error is that of the part that is farthest off, as a part of the file; the test allows
      10%, no wrong number of keys, and no verdict but the one that the truth asks for. The verdict is with a
      MiB that is worth it.

      | shape | etcd | file | live | history | slack | free | error | verdict |
      |---|---|--:|--:|--:|--:|--:|--:|---|
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

  /** Writes the part on what is said between two scans; the other part stays. */
  public static void writeBetween(List<String> lines) {
    write(split()[0], BETWEEN + String.join("", lines));
  }

  /** The document's two parts. */
  private static String[] split() {
    try {
      String page = Files.readString(FILE);
      int at = page.indexOf(BETWEEN.substring(0, BETWEEN.indexOf("<!--")));
      return at < 0
          ? new String[] {page, ""}
          : new String[] {page.substring(0, at), page.substring(at)};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String first, String second) {
    try {
      Files.writeString(FILE, first + second);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    write(page.toString(), split()[1]);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
  }
}
