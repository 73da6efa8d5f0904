package dev.etcdstorage.exporter.image;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A real Prometheus in a container, with its files where they lie in a checkout. */
final class PrometheusContainer extends GenericContainer<PrometheusContainer> {
  static final String CHECKOUT = "/checkout";
  private static final int PORT = 9090;

  /**
   * @param checkout a folder with configuration and rules at their places in this repository
   * @param faster than Prometheus' own times
   */
  PrometheusContainer(Network network, Path checkout, int faster) {
    super(Images.of(RealPrometheus.program()));
    withNetwork(network);
    withExposedPorts(PORT);
    withCopyFileToContainer(MountableFile.forHostPath(checkout), CHECKOUT);
    withCommand(
        "--config.file=" + CHECKOUT + "/" + ShippedConfig.PROMETHEUS,
        "--storage.tsdb.path=/data",
        // Their defaults are 5m and 1m.
        "--query.lookback-delta=" + Duration.ofMinutes(5).dividedBy(faster).toMillis() + "ms",
        "--rules.alert.resend-delay=" + Duration.ofMinutes(1).dividedBy(faster).toMillis() + "ms");
    waitingFor(Wait.forHttp("/-/ready").forPort(PORT).withStartupTimeout(Duration.ofMinutes(1)));
  }

  /** The groups of its rules, as its API tells them. */
  List<Json> groups() throws IOException {
    return data("/api/v1/rules").list("groups");
  }

  /** The targets that it scrapes. */
  List<Json> targets() throws IOException {
    return data("/api/v1/targets").list("activeTargets");
  }

  private Json data(String path) throws IOException {
    return Json.parse(Http.get("http://" + getHost() + ":" + getMappedPort(PORT) + path).body())
        .at("data");
  }
}
