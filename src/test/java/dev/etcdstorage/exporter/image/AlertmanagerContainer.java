package dev.etcdstorage.exporter.image;

import dev.etcdstorage.exporter.testkit.real.RealAlertmanager;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A real Alertmanager in a container. */
final class AlertmanagerContainer extends GenericContainer<AlertmanagerContainer> {
  private static final String NAME = "alertmanager";
  private static final int PORT = 9093;
  private static final String CONFIG = "/etc/alertmanager/alertmanager.yml";

  /** Debian's does not start without. */
  private static final String TEMPLATES = "share/prometheus/alertmanager";

  AlertmanagerContainer(Network network, Path config) {
    this(RealAlertmanager.program(), network, config);
  }

  private AlertmanagerContainer(Path program, Network network, Path config) {
    super(Images.of(program));
    withNetwork(network);
    withNetworkAliases(NAME);
    withExposedPorts(PORT);
    withCopyFileToContainer(MountableFile.forHostPath(config), CONFIG);
    Path templates = program.toAbsolutePath().resolve("../..").resolve(TEMPLATES).normalize();
    if (Files.isDirectory(templates)) {
      withCopyFileToContainer(MountableFile.forHostPath(templates), "/usr/" + TEMPLATES);
    }
    withCommand("--config.file=" + CONFIG, "--storage.path=/data", "--cluster.listen-address=");
    waitingFor(Wait.forHttp("/-/ready").forPort(PORT).withStartupTimeout(Duration.ofMinutes(1)));
  }

  /** Where it is for others on its network. */
  static String address() {
    return NAME + ":" + PORT;
  }

  /** The names of all alerts that have not ended. */
  List<String> alerts() throws IOException {
    String url = "http://" + getHost() + ":" + getMappedPort(PORT) + "/api/v2/alerts";
    return Json.parse(Http.get(url).body()).items().stream()
        .map(alert -> alert.at("labels").text("alertname"))
        .toList();
  }
}
