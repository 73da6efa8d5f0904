package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code etcd grpc-proxy} before all members of a cluster. */
public final class GrpcProxy implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final NativeProcess process;
  private final String address;

  private GrpcProxy(EtcdBinary binary, RealCluster cluster) {
    folder = Folders.temporary("grpc-proxy");
    address = "127.0.0.1:" + EtcdPorts.free().client();
    process =
        NativeProcess.start(
            List.of(
                binary.etcd().toString(),
                "grpc-proxy",
                "start",
                "--endpoints=" + String.join(",", cluster.endpoints()),
                "--listen-addr=" + address,
                // It ends itself after some seconds where it cannot reach what it advertises.
                "--advertise-client-url=" + address),
            log());
  }

  /** Starts it and waits until the members answer through it. */
  public static GrpcProxy before(EtcdBinary binary, RealCluster cluster) {
    GrpcProxy proxy = new GrpcProxy(binary, cluster);
    try {
      Poll.until(
          () -> "the proxy is healthy; it said:\n" + proxy.said(), START_LIMIT, proxy::ready);
      return proxy;
    } catch (RuntimeException | Error e) {
      proxy.close();
      throw e;
    }
  }

  private boolean ready() {
    if (!process.isAlive()) {
      throw new AssertionError("The proxy ended at its start:\n" + said());
    }
    try {
      return Http.get("http://" + address + "/health").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Path log() {
    return folder.resolve("log");
  }

  private String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  public String url() {
    return "http://" + address;
  }

  @Override
  public void close() {
    process.kill();
    Folders.delete(folder);
  }
}
