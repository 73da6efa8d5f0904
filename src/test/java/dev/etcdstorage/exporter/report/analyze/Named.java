package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.Analysis;
import java.nio.file.Path;

/** An analysis under another file's name: that of a test changes with each run. */
final class Named {
  private Named() {}

  static Analysis as(Path file, Analysis found) {
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
        found.rowsMayLackBytes(),
        found.mostVersions(),
        found.mostHistory(),
        found.largestLive(),
        found.timeline(),
        found.watched(),
        found.notes());
  }
}
