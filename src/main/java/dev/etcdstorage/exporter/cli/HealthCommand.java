package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.text.Visible;
import dev.etcdstorage.exporter.web.HealthProbe;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** For the image's HEALTHCHECK: there is no curl and no shell in it. */
@Command(
    name = "health",
    description = {
      "Ask a running exporter whether it is healthy, for the health check of a container engine.",
      "Exit codes: 0 healthy, 1 not healthy, 2 wrong usage."
    })
final class HealthCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final String DEFAULT_URL = "http://127.0.0.1:10027/-/healthy";
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final PrintStream err;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "Its health page; with https the certificate is not verified.",
        "Default: ${DEFAULT-VALUE}."
      })
  private URI url = URI.create(DEFAULT_URL);

  HealthCommand(PrintStream err) {
    this.err = err;
  }

  @Override
  public Integer call() {
    if (!SCHEMES.contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
      throw new UsageException("--url: must be http:// or https://, such as " + DEFAULT_URL);
    }
    try {
      HealthProbe.ask(url, TIMEOUT);
      return 0;
    } catch (IOException e) {
      err.println(Visible.text("error: " + url + ": " + e.getMessage()));
      return 1;
    }
  }
}
