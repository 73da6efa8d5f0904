package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * How the exporter is reached.
 *
 * @param listenAddresses at least one, all different
 * @param telemetryPath absolute path of the metrics page
 * @param configFile web configuration in the format of exporter-toolkit
 */
public record WebSettings(
    List<ListenAddress> listenAddresses, String telemetryPath, Optional<Path> configFile) {
  public static final ListenAddress DEFAULT_LISTEN_ADDRESS = new ListenAddress("", 10027);
  public static final String DEFAULT_TELEMETRY_PATH = "/metrics";

  public static final WebSettings DEFAULT =
      new WebSettings(List.of(DEFAULT_LISTEN_ADDRESS), DEFAULT_TELEMETRY_PATH, Optional.empty());

  public WebSettings {
    listenAddresses = List.copyOf(listenAddresses);
    if (listenAddresses.isEmpty()) {
      throw new SettingException(
          "listenAddresses", "needs at least one listen address, such as :10027");
    }
    if (new HashSet<>(listenAddresses).size() < listenAddresses.size()) {
      throw new SettingException(
          "listenAddresses", "the same listen address stands twice; keep one");
    }
    if (!telemetryPath.startsWith("/") || telemetryPath.contains("?")) {
      throw new SettingException(
          "telemetryPath",
          "telemetry path \"" + telemetryPath + "\" must begin with /, such as /metrics");
    }
    if (telemetryPath.equals("/") || telemetryPath.startsWith("/-/")) {
      throw new SettingException(
          "telemetryPath",
          "telemetry path \"" + telemetryPath + "\" is taken by the exporter's own pages");
    }
  }
}
