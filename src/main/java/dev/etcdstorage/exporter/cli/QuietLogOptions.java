package dev.etcdstorage.exporter.cli;

import java.io.PrintStream;
import picocli.CommandLine.Option;

/** The log of a command that says all that matters in its own report. */
final class QuietLogOptions {
  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      defaultValue = "error",
      description = "debug, info, warn or error. Default: error.")
  private String level = "error";

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      defaultValue = "logfmt",
      description = "logfmt or json. Default: logfmt.")
  private String format = "logfmt";

  void apply(PrintStream err) {
    LogOptions.apply(level, format, err);
  }
}
