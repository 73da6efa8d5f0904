package dev.etcdstorage.exporter.image;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Http;
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
    return Engine.url(this, PORT);
  }

  ScrapedPage metrics() {
    try {
      return ScrapedPage.parse(Http.get(url() + "/metrics").body());
    } catch (IOException e) {
      throw new UncheckedIOException(getLogs(), e);
    }
  }

  /** The metrics page as Prometheus asks for it, with what is left of its patience. */
  RunningExporter.Scrape scrape(Duration timeout) {
    String url = url() + "/metrics";
    String seconds = Double.toString(timeout.toMillis() / 1e3);
    long began = System.nanoTime();
    try {
      Http.Page page = Http.get(url, "X-Prometheus-Scrape-Timeout-Seconds", seconds);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      if (page.status() != 200) {
        throw new AssertionError("/metrics answered " + page.status() + ": " + page.body());
      }
      return new RunningExporter.Scrape(ScrapedPage.parse(page.body()), took);
    } catch (IOException e) {
      throw new UncheckedIOException(getLogs(), e);
    }
  }

  /** The page at {@code /} as a terminal gets it. */
  String text() throws IOException {
    return Http.get(url() + "/", "Accept", "text/plain").body();
  }

  /** The log lines that hold all of these texts. */
  List<String> logged(String... texts) {
    return getLogs()
        .lines()
        .filter(line -> List.of(texts).stream().allMatch(line::contains))
        .toList();
  }
}
