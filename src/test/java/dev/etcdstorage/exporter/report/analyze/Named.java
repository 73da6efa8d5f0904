package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.Analysis;
import java.nio.file.Path;

/** An analysis under another file's name: that of a test changes with each run. */
final class Named {
  private Named() {}

  static Analysis as(Path file, Analysis found) {
    return as(file, found, found.rowsMayLackBytes());
  }

  /** And as if there were too many prefixes to be told apart. */
  static Analysis as(Path file, Analysis found, long rowsMayLackBytes) {
    return new Analysis(
        file,
        found.fileBytes(),
        found.snapshot(),
        found.pages(),
        found.parts(),
        found.forecast(),
        found.facts(),
        found.hash(),
        found.elements(),
        found.by(),
        found.total(),
        found.rows(),
        rowsMayLackBytes,
        found.mostVersions(),
        found.mostHistory(),
        found.largestLive(),
        found.timeline(),
        found.watched(),
        found.notes());
  }
}
