package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ScrapeSettings;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a scrape may wait for etcd. */
@Command(optionListHeading = "Scrape")
final class ScrapeOptions {
  @Option(
      names = "--etcd.timeout",
      paramLabel = "DURATION",
      description =
          "The longest that one member may take, whatever the scraper allows."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration timeout = ScrapeSettings.DEFAULT.timeout();

  @Option(
      names = "--scrape.timeout-offset",
      paramLabel = "DURATION",
      description =
          "Subtracted from the scraper's own timeout, so that the page still arrives in time."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration timeoutOffset = ScrapeSettings.DEFAULT.timeoutOffset();

  ScrapeSettings settings() {
    return new ScrapeSettings(timeout, timeoutOffset);
  }
}
