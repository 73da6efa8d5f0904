package dev.etcdstorage.exporter.image;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.data.TestCertificates.Algorithm;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.testcontainers.containers.Network;

/**
 * What a control plane node by kubeadm has that matters here: etcd's files where kubeadm puts them,
 * etcd at 127.0.0.1, and a network that pods can share. The network is that of etcd's container.
 */
final class KubeadmNode implements AutoCloseable {
  private static final String PKI = "etc/kubernetes/pki/etcd";
  private static final int ROOT = 0;

  private final Path root;
  private final String name;
  private final EtcdContainer etcd;

  /**
   * @param root an empty folder for its files
   * @param name also etcd's
   * @param port of a pod in its network, to be reached from here
   */
  KubeadmNode(Path root, Network network, String name, EtcdBinary binary, int port)
      throws IOException {
    this.root = root;
    this.name = name;
    writeFiles();
    this.etcd = EtcdContainer.tls(binary, network, name, root.resolve(PKI));
    etcd.addExposedPorts(port);
  }

  private void writeFiles() throws IOException {
    Path pki = Files.createDirectories(root.resolve(PKI));
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    ca.writeCertificate(pki.resolve("ca.crt"));
    write(ca.server(Algorithm.RSA, "localhost", "127.0.0.1", name), pki.resolve("server"));
    write(ca.client(Algorithm.RSA, "kube-etcd-healthcheck-client"), healthcheckClient());
  }

  private static void write(IssuedCertificate issued, Path name) throws IOException {
    issued.writeCertificate(name.resolveSibling(name.getFileName() + ".crt"));
    Path key = issued.writeKey(name.resolveSibling(name.getFileName() + ".key"), KeyForm.PKCS1);
    // kubeadm's is root's alone. Where the tests are not root, root without capabilities is a
    // stranger to their files.
    boolean roots = Files.getAttribute(key, "unix:uid").equals(ROOT);
    Files.setPosixFilePermissions(
        key, PosixFilePermissions.fromString(roots ? "rw-------" : "rw-r--r--"));
  }

  private Path healthcheckClient() {
    return root.resolve(PKI).resolve("healthcheck-client");
  }

  /** Before it starts: a flag of etcd. */
  KubeadmNode etcdFlag(String flag) {
    etcd.flag(flag);
    return this;
  }

  EtcdContainer etcd() {
    return etcd;
  }

  /** A file of the node, as it is called there. */
  Path file(String path) {
    return root.resolve(path.substring(1));
  }

  /** How the network is named for a container that joins it. */
  String network() {
    return "container:" + etcd.getContainerId();
  }

  /** Its address for others, as Kubernetes' {@code status.hostIP}. */
  String address() {
    return etcd.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .map(network -> Objects.requireNonNull(network.getIpAddress()))
        .findFirst()
        .orElseThrow();
  }

  /** One of its ports, from here. */
  String url(int port) {
    return "http://" + etcd.getHost() + ":" + etcd.getMappedPort(port);
  }

  /** Writes to its etcd, by the certificate that the node has. */
  Writer writer() {
    Path client = healthcheckClient();
    return Writer.overTls(
        etcd.getHost() + ":" + etcd.getMappedPort(EtcdContainer.CLIENT_PORT),
        root.resolve(PKI).resolve("ca.crt"),
        client.resolveSibling("healthcheck-client.crt"),
        client.resolveSibling("healthcheck-client.key"));
  }

  @Override
  public void close() {
    etcd.close();
  }
}
