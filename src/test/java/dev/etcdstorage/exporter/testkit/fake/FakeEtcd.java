package dev.etcdstorage.exporter.testkit.fake;

import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member on loopback that says what the test wants: for faults, and for fields that no installed
 * etcd has yet. Methods are named by their descriptor, as in {@code
 * fake.mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang())}.
 */
public final class FakeEtcd implements AutoCloseable {
  private final FakeState state = new FakeState();
  private final FakeAuth auth = new FakeAuth(state);
  private final FakeStore store = new FakeStore(state);
  private final FakeWatch watch = new FakeWatch(state, store);
  private final FakeKeys keys = new FakeKeys(state, store, watch);
  private final FakeKv kv = new FakeKv(state, store, keys);
  private final FakeGate gate = new FakeGate(auth);
  private final ServerCredentials credentials;
  private final boolean tls;
  private final int port;
  private Server server;
  private @Nullable SocketChannel kept;

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
          .addService(kv)
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

  /** Its keys. */
  public FakeKeys keys() {
    return keys;
  }

  /** As 3.4: a compaction drops the deletions of its very revision too, which 3.5 keeps. */
  public void dropCompactedDeletions() {
    synchronized (store) {
      store.dropCompactedDeletions();
    }
  }

  /** The Ranges that reached it, in order; not those that a mode held or refused. */
  public List<AskedRange> ranges() {
    return kv.asked();
  }

  /** Begins {@link #ranges} anew. */
  public void forgetRanges() {
    kv.forgetAsked();
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

  /** The start revisions that watches were created with, 0 for those from now on. */
  public List<Long> watchStarts() {
    return watch.starts();
  }

  /** Answers of more events come in fragments, where the watch takes fragments. */
  public void fragmentEvery(int events) {
    watch.fragmentEvery(events);
  }

  /** Watches hear nothing until {@link #releaseWatches}; new ones are created all the same. */
  public void holdWatches() {
    watch.hold(true);
  }

  /** Watches hear what they have missed, or that it was compacted. */
  public void releaseWatches() {
    watch.hold(false);
  }

  /** Ends all watch streams as if nothing were wrong. */
  public void endWatches() {
    watch.end(Status.OK);
  }

  /** Breaks all watch streams off. */
  public void endWatches(Status status) {
    watch.end(status);
  }

  /** Cancels all watches and leaves their streams open; the reason as etcd words it. */
  public void cancelWatches(String reason) {
    watch.cancel(reason);
  }

  /** New watches are created and cancelled in one answer, as where a right is missing. */
  public void refuseWatches(String reason) {
    watch.refuse(Optional.of(reason));
  }

  /** New watches are created again. */
  public void allowWatches() {
    watch.refuse(Optional.empty());
  }

  /**
   * Another store takes this one's place, as after a restore: no keys, another cluster, another
   * revision. Its process is another one too, so that watches break off.
   */
  public void restore(long clusterId, long revision) {
    synchronized (store) {
      store.clear();
      state.clusterId(clusterId).revision(revision).compactedRevision(0);
      watch.end(Status.UNAVAILABLE.withDescription("transport is closing"));
    }
  }

  /** Watch streams that nobody has closed yet. */
  public int openWatches() {
    return watch.open();
  }

  /** Nobody listens on the port any more; open connections are cut. */
  public void down() {
    end(server);
    keepPort();
  }

  /** Listens on the same port again. */
  public void up() {
    releasePort();
    server = listen(port);
  }

  /**
   * Bound but not listening, so that connections are refused as by a dead etcd. Else the system
   * could give the port away, even to a client of ours that tries to connect to it. The JDK closes
   * a listening socket only when its selector comes by again: until then it is not down.
   */
  private void keepPort() {
    Poll.until("the port of the fake etcd is free", Duration.ofSeconds(10), this::portKept);
  }

  private boolean portKept() {
    try {
      SocketChannel channel =
          SocketChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true);
      try {
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        kept = channel;
        return true;
      } catch (BindException e) {
        channel.close();
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The fake etcd cannot keep its port", e);
    }
  }

  private void releasePort() {
    try {
      if (kept != null) {
        kept.close();
        kept = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The fake etcd cannot give its port free", e);
    }
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
    releasePort();
    gate.close();
  }
}
