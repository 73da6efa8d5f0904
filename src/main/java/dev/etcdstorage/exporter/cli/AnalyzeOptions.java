package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.By;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How {@code analyze} sums, and how it reports. */
@Command(optionListHeading = "Analysis")
final class AnalyzeOptions {
  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description =
          "Sum by prefix (Kubernetes resources, other keys by their first part), namespace (the"
              + " same, split by namespace) or key. Default: ${DEFAULT-VALUE}.")
  private By by = By.PREFIX;

  @Option(
      names = "--top",
      paramLabel = "COUNT",
      description =
          "How many prefixes and keys to name, heaviest first; the rest is summed as other."
              + " Default: ${DEFAULT-VALUE}.")
  private int top = AnalyzeSettings.DEFAULT_TOP;

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description =
          "An earlier file: say what changed since then, by prefix, key and manager, separately for live data"
              + " and history.")
  private Optional<Path> before = Optional.empty();

  @Option(
      names = "--snapshot-file",
      paramLabel = "FILE",
      description =
          "With --endpoints: keep the snapshot in this file, mode 0600: it holds Secrets. Without"
              + " it the snapshot goes to the working directory, and is deleted at the end.")
  private Optional<Path> snapshotFile = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "text, json or html (one page without scripts). Default: ${DEFAULT-VALUE}.")
  private AnalyzeOutput output = AnalyzeOutput.TEXT;

  /** The form of the report. */
  enum AnalyzeOutput {
    TEXT,
    JSON,
    HTML
  }

  AnalyzeSettings settings() {
    return AnalyzeSettings.of(by, top);
  }

  Optional<Path> before() {
    return before;
  }

  Optional<Path> snapshotFile() {
    return snapshotFile;
  }

  AnalyzeOutput output() {
    return output;
  }
}
