package dev.etcdstorage.exporter.image;

import com.github.dockerjava.api.model.Bind;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /** A network for members alone. */
  private Optional<Network> peers = Optional.empty();

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

  /**
   * One of several, which speak with each other on a network that clients are not on.
   *
   * @param all the members' names
   */
  static EtcdContainer member(
      EtcdBinary binary, Network clients, Network peers, String name, List<String> all) {
    EtcdContainer etcd = plain(binary, clients, name);
    etcd.peers = Optional.of(peers);
    etcd.flags.add("--initial-advertise-peer-urls=" + peerUrl(name));
    etcd.flags.add(
        all.stream()
            .map(member -> member + "=" + peerUrl(member))
            .collect(Collectors.joining(",", "--initial-cluster=", "")));
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

  String name() {
    return name;
  }

  /** How peers call it. */
  String peerName() {
    return peerName(name);
  }

  private static String peerName(String name) {
    return name + "-peer";
  }

  private static String peerUrl(String name) {
    return "http://" + peerName(name) + ":" + PEER_PORT;
  }

  /**
   * What etcd says of itself, without the exporter in between.
   *
   * @param leader the id of the member that it follows; empty where there is none
   */
  record Status(String memberId, Optional<String> leader, long revision) {}

  Status status() throws IOException {
    Json told = ask("/v3/maintenance/status", "{}");
    Json header = told.at("header");
    return new Status(
        header.text("member_id"),
        Optional.of(told.text("leader")).filter(id -> !id.isEmpty() && !id.equals("0")),
        Long.parseLong(header.text("revision")));
  }

  /** Gives its leadership to that member. */
  void moveLeader(String memberId) throws IOException {
    ask("/v3/maintenance/transfer-leadership", "{\"targetID\":\"" + memberId + "\"}");
  }

  void put(String key, String value) throws IOException {
    ask("/v3/kv/put", "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}");
  }

  /** What this very member has; empty where it has none. */
  Optional<String> get(String key) throws IOException {
    return ask("/v3/kv/range", "{\"key\":\"" + base64(key) + "\",\"serializable\":true}")
        .list("kvs")
        .stream()
        .map(kv -> new String(Base64.getDecoder().decode(kv.text("value")), StandardCharsets.UTF_8))
        .findFirst();
  }

  /** By the gateway from JSON to its API. */
  private Json ask(String path, String request) throws IOException {
    Http.Page page = Http.post(Engine.url(this, CLIENT_PORT) + path, "application/json", request);
    if (page.status() != 200) {
      throw new IOException(name + path + " answered " + page.status() + ": " + page.body());
    }
    return Json.parse(page.body());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void bind(Path host, String inside) {
    withCreateContainerCmdModifier(
        command ->
            Objects.requireNonNull(command.getHostConfig())
                .withBinds(Bind.parse(host.toAbsolutePath() + ":" + inside + ":ro")));
  }

  @Override
  protected void containerIsCreated(String containerId) {
    peers.ifPresent(network -> Engine.connect(containerId, network, peerName()));
  }

  @Override
  protected void configure() {
    setCommand(flags.toArray(String[]::new));
  }
}
