package dev.etcdstorage.exporter.image;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import dev.etcdstorage.exporter.testkit.Http;
import dev.etcdstorage.exporter.testkit.ScrapedPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The image as it is meant to run: its own user, nothing to write to, no capability and no way to
 * gain any.
 */
final class ExporterContainer extends GenericContainer<ExporterContainer> {
  static final int PORT = 10027;

  private final List<Bind> binds = new ArrayList<>();

  ExporterContainer(Network network, String... args) {
    super(Images.exporter());
    withNetwork(network);
    withExposedPorts(PORT);
    withCommand(args);
    withCreateContainerCmdModifier(this::restrict);
    waitingFor(Wait.forHttp("/-/healthy").forPort(PORT).withStartupTimeout(Duration.ofMinutes(1)));
  }

  /** Mounts a file or folder, to be read only. */
  ExporterContainer sees(Path host, String inside) {
    binds.add(Bind.parse(host.toAbsolutePath() + ":" + inside + ":ro"));
    return this;
  }

  private void restrict(CreateContainerCmd command) {
    Objects.requireNonNull(command.getHostConfig())
        .withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withBinds(binds);
  }

  /** Where it is from here. */
  String url() {
    return "http://" + getHost() + ":" + getMappedPort(PORT);
  }

  ScrapedPage metrics() {
    try {
      return ScrapedPage.parse(Http.get(url() + "/metrics").body());
    } catch (IOException e) {
      throw new UncheckedIOException(getLogs(), e);
    }
  }
}
