package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import java.io.PrintStream;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;

/** How much is logged, and in which form. */
final class LogOptions {
  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "debug, info, warn or error. Default: info.")
  private String level = "info";

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      defaultValue = "logfmt",
      description = "logfmt or json. Default: logfmt.")
  private String format = "logfmt";

  void apply(PrintStream err) {
    apply(level, format, err);
  }

  static void apply(String level, String format, PrintStream err) {
    Level parsedLevel =
        switch (level) {
          case "debug" -> Level.DEBUG;
          case "info" -> Level.INFO;
          case "warn" -> Level.WARN;
          case "error" -> Level.ERROR;
          default ->
              throw new UsageException(
                  "--log.level: \"" + level + "\" is not one of debug, info, warn, error");
        };
    LogFormat parsedFormat =
        switch (format) {
          case "logfmt" -> LogFormat.LOGFMT;
          case "json" -> LogFormat.JSON;
          default ->
              throw new UsageException(
                  "--log.format: \"" + format + "\" is not one of logfmt, json");
        };
    LogSettings.set(parsedLevel, parsedFormat, err);
  }
}
