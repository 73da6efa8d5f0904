package dev.etcdstorage.exporter.testkit;

import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A member on loopback that says what the test wants: for faults, and for fields that no installed
 * etcd has yet. Methods are named by their descriptor, as in {@code
 * fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang())}.
 */
public final class FakeEtcd implements AutoCloseable {
  private final FakeState state = new FakeState();
  private final FakeAuth auth = new FakeAuth(state);
  private final FakeWatch watch = new FakeWatch(state);
  private final FakeGate gate = new FakeGate(auth);
  private final ServerCredentials credentials;
  private final boolean tls;
  private final int port;
  private Server server;

  private FakeEtcd(ServerCredentials credentials, boolean tls) {
    this.credentials = credentials;
    this.tls = tls;
    this.server = listen(0);
    this.port = server.getPort();
  }

  /** Plaintext. */
  public static FakeEtcd start() {
    return new FakeEtcd(InsecureServerCredentials.create(), false);
  }

  /** TLS; the key must be PKCS#8 here. */
  public static FakeEtcd start(EtcdTls tls) {
    try {
      TlsServerCredentials.Builder builder =
          TlsServerCredentials.newBuilder()
              .keyManager(tls.cert().toFile(), tls.key().toFile())
              .trustManager(tls.trustedCa().toFile());
      if (tls.clientCertAuth()) {
        builder.clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
      }
      return new FakeEtcd(builder.build(), true);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + tls, e);
    }
  }

  private Server listen(int onPort) {
    try {
      return NettyServerBuilder.forAddress(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), credentials)
          .addService(new FakeMaintenance(state))
          .addService(new FakeKv(state))
          .addService(watch)
          .addService(new FakeMembership(state))
          .addService(auth)
          .intercept(gate)
          .permitKeepAliveTime(1, TimeUnit.SECONDS)
          .permitKeepAliveWithoutCalls(true)
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("The fake etcd cannot listen", e);
    }
  }

  /** What it claims; change it at any time. */
  public FakeState state() {
    return state;
  }

  public int port() {
    return port;
  }

  /** {@code host:port}. */
  public String endpoint() {
    return "127.0.0.1:" + port();
  }

  public String clientUrl() {
    return (tls ? "https://" : "http://") + endpoint();
  }

  /** Treats the calls of this method so from now on. */
  public void mode(MethodDescriptor<?, ?> method, FakeMode mode) {
    gate.mode(method, mode);
  }

  /** Treats all calls so from now on. */
  public void modeOfAll(FakeMode mode) {
    gate.modeOfAll(mode);
  }

  /** How often this method was called, whatever became of it. */
  public int calls(MethodDescriptor<?, ?> method) {
    return gate.calls(method);
  }

  public int calls() {
    return gate.calls();
  }

  /** From now on every call but Authenticate needs a token. */
  public void requireToken(String user, String password) {
    auth.require(user, password);
  }

  /** Tokens given so far are no longer good, as after etcd's token lifetime. */
  public void expireTokens() {
    auth.expireTokens();
  }

  /** Start revisions of watches that would have read history: a client of ours has none. */
  public List<Long> historyReads() {
    return watch.historyReads();
  }

  /** Watch streams that nobody has closed yet. */
  public int openWatches() {
    return watch.open();
  }

  /** Nobody listens on the port any more; open connections are cut. */
  public void down() {
    end(server);
  }

  /** Listens on the same port again. */
  public void up() {
    server = listen(port);
  }

  private static void end(Server server) {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new AssertionError("The fake etcd does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while the fake etcd was ending", e);
    }
  }

  @Override
  public void close() {
    end(server);
    gate.close();
  }
}
