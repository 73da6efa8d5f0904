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

      The exporter predicts what a compaction of all history and then a defragmentation would reclaim: the
      size of the file minus what its live keys would take in a file of their own, packed into pages as
      bbolt packs them (`storage/LiveFile`). Here real etcd was filled in different ways, the live
      keys were scanned at one revision, and then it was really compacted (`--physical`) and
      defragmented. The error is predicted minus reclaimed, as a share of the file before; the test
      allows 2% of the file or 15% of what was reclaimed, whichever is larger.

      After a deletion right before the compaction etcd 3.5.30 reclaims less than 3.4.23: it keeps
      the tombstones of the revision that it compacts at, here of one deletion of many keys,
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
      written on top of the other. The true value, read from the file by `analyze`, is in brackets: live data is what a
      compaction and a defragmentation would leave, history what the defragmentation alone would leave
      beside it, slack what is in use beyond that. The error is that of the part that is farthest off, as a share of the
      file; the test allows 10%, no wrong number of keys, and only the verdict that follows from the true values. Verdict and
      bloat (whether EtcdHistoryBloat's condition holds) take 1 MiB as worth it; bloat agrees with the true values in every
      row.

      | shape | etcd | file | live | history | slack | free | error | verdict | bloat |
      |---|---|--:|--:|--:|--:|--:|--:|---|---|
      """;

  private static final String AFTER_FAULTS =
      """

      ## After a fault

      <!-- Measured by LedgerAfterFaultsIT, in the same way. -->

      The same after etcd or the exporter has failed, an hour before the next scan for a single member, and with a scan
      every 10 s for three. Of three members the row shows the one whose parts are farthest off. What is not known is marked:
      `at the scan` if the watch had to leave something out or a compaction overtook the scan, `up to` if
      revisions are kept that no watch has seen. Everything else has the same bounds as above, 2% for live data after a
      scan, and no verdict differs from the true one: if it depends on what the watch left out, it is `unknown` until the
      next scan. At the end the true value is also the size of a copy that etcd's own tool (`etcdctl` on 3.4, `etcdutl` since)
      has defragmented.

      | shape | etcd | file | live | history | slack | free | error | verdict | bloat |
      |---|---|--:|--:|--:|--:|--:|--:|---|---|
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

  /** Writes the part on what is said between two scans; the others stay. */
  public static void writeBetween(List<String> lines) {
    write(BETWEEN, String.join("", lines));
  }

  /** The same of what is said after a fault. */
  public static void writeAfterFaults(List<String> lines) {
    write(AFTER_FAULTS, String.join("", lines));
  }

  /** In place of the part with this title. */
  private static void write(String head, String lines) {
    try {
      String page = Files.readString(FILE);
      int begin = page.indexOf(head.substring(0, head.indexOf("<!--")));
      int from = begin < 0 ? page.length() : begin;
      int next = page.indexOf("\n## ", from + 1);
      Files.writeString(
          FILE, page.substring(0, from) + head + lines + (next < 0 ? "" : page.substring(next)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write() {
    StringBuilder lines = new StringBuilder();
    rows.sort(
        Comparator.comparingInt((Row row) -> Shape.ALL.indexOf(row.shape()))
            .thenComparing(Row::version));
    rows.forEach(
        row ->
            lines.append(
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
    write(HEAD, lines.toString());
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
  }
}
