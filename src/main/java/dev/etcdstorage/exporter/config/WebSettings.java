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
 * @param jvmMetrics the families of the exporter's own runtime on the metrics page
 */
public record WebSettings(
    List<ListenAddress> listenAddresses,
    String telemetryPath,
    Optional<Path> configFile,
    JvmFamilies jvmMetrics) {
  public static final WebSettings DEFAULT =
      new WebSettings(
          List.of(new ListenAddress("", 10027)), "/metrics", Optional.empty(), JvmFamilies.BASIC);

  public WebSettings {
    listenAddresses = List.copyOf(listenAddresses);
    if (listenAddresses.isEmpty()) {
      throw new SettingException(
          "listenAddresses", "needs at least one listen address, such as :10027");
    }
    if (new HashSet<>(listenAddresses).size() < listenAddresses.size()) {
      throw new SettingException("listenAddresses", "the same listen address is given twice");
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
