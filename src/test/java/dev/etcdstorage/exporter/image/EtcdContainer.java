package dev.etcdstorage.exporter.image;

import com.github.dockerjava.api.model.Bind;
import dev.etcdstorage.exporter.testkit.EtcdBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** A real etcd in a container, known to others on its network by its name. */
final class EtcdContainer extends GenericContainer<EtcdContainer> {
  static final int CLIENT_PORT = 2379;
  private static final int PEER_PORT = 2380;
  private static final int METRICS_PORT = 2381;

  private final String name;
  private final List<String> flags = new ArrayList<>();

  EtcdContainer(EtcdBinary binary, Network network, String name) {
    super(Images.of(binary.etcd()));
    this.name = name;
    withNetwork(network);
    withNetworkAliases(name);
    withExposedPorts(CLIENT_PORT, METRICS_PORT);
    waitingFor(
        Wait.forHttp("/health").forPort(METRICS_PORT).withStartupTimeout(Duration.ofMinutes(1)));
    flags.addAll(
        List.of(
            "--name=" + name,
            "--data-dir=/data",
            "--listen-metrics-urls=http://0.0.0.0:" + METRICS_PORT,
            "--listen-peer-urls=http://0.0.0.0:" + PEER_PORT));
  }

  /** Alone and in plain text. */
  static EtcdContainer plain(EtcdBinary binary, Network network, String name) {
    return new EtcdContainer(binary, network, name).clientsBy("http");
  }

  /**
   * Wants a certificate from its clients. The folder has {@code ca.crt, server.crt, server.key}.
   */
  static EtcdContainer tls(EtcdBinary binary, Network network, String name, Path folder) {
    EtcdContainer etcd = new EtcdContainer(binary, network, name).clientsBy("https");
    etcd.bind(folder, "/tls");
    etcd.flags.addAll(
        List.of(
            "--client-cert-auth",
            "--trusted-ca-file=/tls/ca.crt",
            "--cert-file=/tls/server.crt",
            "--key-file=/tls/server.key"));
    return etcd;
  }

  private EtcdContainer clientsBy(String scheme) {
    flags.add("--listen-client-urls=" + scheme + "://0.0.0.0:" + CLIENT_PORT);
    flags.add("--advertise-client-urls=" + scheme + "://" + name + ":" + CLIENT_PORT);
    return this;
  }

  /** Further flags of etcd. */
  EtcdContainer flag(String flag) {
    flags.add(flag);
    return this;
  }

  private void bind(Path host, String inside) {
    withCreateContainerCmdModifier(
        command ->
            Objects.requireNonNull(command.getHostConfig())
                .withBinds(Bind.parse(host.toAbsolutePath() + ":" + inside + ":ro")));
  }

  @Override
  protected void configure() {
    setCommand(flags.toArray(String[]::new));
  }
}
