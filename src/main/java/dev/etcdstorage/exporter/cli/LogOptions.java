package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import java.io.PrintStream;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How much is logged, and in which form. */
@Command(optionListHeading = "Log")
final class LogOptions {
  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      description = "debug, info, warn or error. Default: ${DEFAULT-VALUE}.")
  private Level level;

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      description = "logfmt or json. Default: ${DEFAULT-VALUE}.")
  private LogFormat format = LogFormat.LOGFMT;

  /**
   * @param level a command that prints everything important itself logs less
   */
  LogOptions(Level level) {
    this.level = level;
  }

  void apply(PrintStream err) {
    LogSettings.set(level, format, err);
  }
}
