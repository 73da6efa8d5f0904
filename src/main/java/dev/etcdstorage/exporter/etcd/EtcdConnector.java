package dev.etcdstorage.exporter.etcd;

import com.google.common.collect.MapMaker;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import io.grpc.Attributes;
import io.grpc.ClientTransportFilter;
import io.grpc.ManagedChannel;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens channels to etcd. All share one event loop and two small pools for blocking work (name
 * look-ups and metrics pages), so that the number of threads does not grow with members.
 */
public final class EtcdConnector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("etcd");
  private static final int BLOCKING_THREADS = 8;

  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("etcd", true), NioIoHandler.newFactory());
  private final ExecutorService lookUps = pool("etcd-names");
  private final ExecutorService pages = pool("etcd-pages");

  /** Channels that are in use, shut down or not. */
  private final Set<ManagedChannel> channels =
      Collections.newSetFromMap(new MapMaker().weakKeys().makeMap());

  private volatile boolean closed;

  /**
   * Reads the cluster's certificate and password files.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException when one of them cannot be used
   */
  public OpenCluster cluster(ClusterConfig config) {
    return new OpenCluster(this, config);
  }

  MetricsPageReader pageReader(ClientTls tls) {
    return new MetricsPageReader(pages, tls);
  }

  ManagedChannel channel(Endpoint endpoint, ClientTls tls, AtomicLong connections) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .eventLoopGroup(eventLoop)
            .channelType(NioSocketChannel.class)
            // Callbacks are short and never block, so they need no thread of their own.
            .directExecutor()
            .offloadExecutor(this::offload)
            .disableRetry()
            .disableServiceConfigLookUp()
            // etcd is never behind an HTTP proxy.
            .proxyDetector(address -> null)
            // Notices a peer that vanished without a word while a call waits for it.
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .addTransportFilter(counting(connections));
    if (endpoint.tls()) {
      builder.negotiationType(NegotiationType.TLS).sslContext(tls.grpc());
      tls.serverName().ifPresent(builder::overrideAuthority);
    } else {
      builder.negotiationType(NegotiationType.PLAINTEXT);
    }
    ManagedChannel channel = builder.build();
    channels.add(channel);
    if (closed) { // checked after it was added: either this or close() sees it
      channel.shutdownNow();
    }
    return channel;
  }

  /** A channel that still resolves its name during close() must not fail loudly. */
  private void offload(Runnable lookUp) {
    try {
      lookUps.execute(lookUp);
    } catch (RejectedExecutionException e) {
      LOG.atDebug().log("a look-up comes too late, the exporter is stopping");
    }
  }

  private static ClientTransportFilter counting(AtomicLong connections) {
    return new ClientTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        connections.incrementAndGet();
        return attributes;
      }
    };
  }

  private static ExecutorService pool(String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            BLOCKING_THREADS,
            BLOCKING_THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory(name, true));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Shuts down the remaining channels, and their threads once all have ended: a channel that still
   * connects needs its event loop and would log errors without it. Takes up to 3 s.
   */
  @Override
  public void close() {
    closed = true;
    channels.forEach(ManagedChannel::shutdownNow);
    awaitEnd();
    lookUps.shutdownNow();
    pages.shutdownNow();
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private void awaitEnd() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    try {
      for (ManagedChannel channel : channels) {
        channel.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever interrupts has no time
    }
  }
}
