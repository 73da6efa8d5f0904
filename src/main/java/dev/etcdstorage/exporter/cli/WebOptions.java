package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.JvmFamilies;
import dev.etcdstorage.exporter.config.ListenAddress;
import dev.etcdstorage.exporter.config.WebSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How the exporter is reached. */
@Command(optionListHeading = "Web")
final class WebOptions {
  @Option(
      names = "--web.listen-address",
      paramLabel = "[HOST]:PORT",
      description = "Where to listen. May be repeated. Default: ${DEFAULT-VALUE}.")
  private List<ListenAddress> listenAddresses = WebSettings.DEFAULT.listenAddresses();

  @Option(
      names = "--web.telemetry-path",
      paramLabel = "PATH",
      description = "Path of the metrics page. Default: ${DEFAULT-VALUE}.")
  private String telemetryPath = WebSettings.DEFAULT.telemetryPath();

  @Option(
      names = "--web.config.file",
      paramLabel = "FILE",
      description = "TLS, client certificates, users and headers, in exporter-toolkit's format.")
  private Optional<Path> configFile = Optional.empty();

  @Option(
      names = "--web.jvm-metrics",
      paramLabel = "basic|all",
      description =
          "Which jvm_* and process_* families the metrics page has: those that an operator looks at, or all that the"
              + " Prometheus client knows (some 90 series more). Default: ${DEFAULT-VALUE}.")
  private JvmFamilies jvmMetrics = WebSettings.DEFAULT.jvmMetrics();

  WebSettings settings() {
    return new WebSettings(listenAddresses, telemetryPath, configFile, jvmMetrics);
  }
}
