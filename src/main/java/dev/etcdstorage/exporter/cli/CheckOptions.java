package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.cli.FlagTypes.Output;
import dev.etcdstorage.exporter.config.ScrapeSettings;
import dev.etcdstorage.exporter.config.SettingException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How {@code check} looks, and how it reports. */
@Command(optionListHeading = "Check")
final class CheckOptions {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      description =
          "Look twice, this far apart, to see what grows and when it will be full; 0 looks once."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ofSeconds(10);

  @Option(
      names = "--scan",
      description =
          "Read the live keys once, to tell live data from old versions. Reads up to 32 MiB and"
              + " 50000 keys a second through a follower.")
  private boolean scan;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private Output output = Output.TEXT;

  @Option(
      names = "--etcd.timeout",
      paramLabel = "DURATION",
      description = "The longest that one member may take to answer. Default: ${DEFAULT-VALUE}.")
  private Duration timeout = ScrapeSettings.DEFAULT.timeout();

  /** Between two looks; zero for one. */
  Duration interval() {
    boolean tooShort = !interval.isZero() && interval.compareTo(SHORTEST) < 0;
    if (tooShort || interval.compareTo(LONGEST) > 0) {
      throw new SettingException("interval", "must be 0, or between 1s and 1h");
    }
    return interval;
  }

  boolean scan() {
    return scan;
  }

  boolean json() {
    return output == Output.JSON;
  }

  ScrapeSettings scrape() {
    return new ScrapeSettings(timeout, ScrapeSettings.DEFAULT.timeoutOffset());
  }
}
