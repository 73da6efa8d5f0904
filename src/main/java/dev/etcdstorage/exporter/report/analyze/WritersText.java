package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.PrefixSums;
import dev.etcdstorage.exporter.analyze.Writers;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The writers of the heaviest rows, in 80 columns. */
final class WritersText {
  private static final int ROWS = 5;
  private static final int MANAGERS = 5;
  private static final int LONGEST_NAME = 26;
  private static final int LONGEST_LINE = 70;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private WritersText() {}

  /** Empty where no value is a Kubernetes object. */
  static List<String> lines(List<PrefixSums> rows) {
    List<PrefixSums> written =
        rows.stream().filter(row -> isKubernetes(row.writers())).limit(ROWS).toList();
    if (written.isEmpty()) {
      return List.of();
    }
    Table table = new Table().left("").right("VERSIONS", "BYTES").left("FROM (UTC)", "TO");
    for (PrefixSums row : written) {
      table.row(RowOfKeys.shortened(row.prefix(), LONGEST_LINE));
      cells(row.writers()).forEach(table::row);
    }
    return table.lines("  ");
  }

  private static boolean isKubernetes(Writers writers) {
    return !writers.managers().isEmpty()
        || writers.encrypted().versions() > 0
        || writers.unnamed().versions() > 0;
  }

  private static List<List<String>> cells(Writers writers) {
    List<List<String>> cells = new ArrayList<>();
    List<Writers.Manager> managers = writers.managers();
    for (Writers.Manager each : managers.subList(0, Math.min(MANAGERS, managers.size()))) {
      cells.add(
          cells(
              each.name() + (each.operation().equals("Update") ? "" : " " + each.operation()),
              each.count(),
              minute(each.first()),
              minute(each.last())));
    }
    if (managers.size() > MANAGERS) {
      Writers.Count rest = Writers.Count.NONE;
      for (Writers.Manager each : managers.subList(MANAGERS, managers.size())) {
        rest = rest.plus(each.count());
      }
      cells.add(cells((managers.size() - MANAGERS) + " more", rest, "", ""));
    }
    add(cells, "(names nobody)", writers.unnamed());
    add(cells, "(encrypted)", writers.encrypted());
    add(cells, "(not Kubernetes')", writers.others());
    return cells;
  }

  private static void add(List<List<String>> cells, String name, Writers.Count count) {
    if (count.versions() > 0) {
      cells.add(cells(name, count, "", ""));
    }
  }

  private static List<String> cells(String name, Writers.Count count, String from, String to) {
    return List.of(
        "  " + RowOfKeys.shortened(name, LONGEST_NAME),
        Amount.count(count.versions()),
        Amount.bytes(count.bytes()),
        from,
        to);
  }

  private static String minute(Optional<Instant> time) {
    return time.map(MINUTE::format).orElse("");
  }
}
