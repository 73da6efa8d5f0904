package dev.etcdstorage.exporter.etcd;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.files.FileTimer;
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
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens channels to etcd. All of them share one event loop, and two small pools for what blocks,
 * looking up names and reading metrics pages, so that threads do not grow with members.
 */
public final class EtcdConnector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("etcd");
  private static final int BLOCKING_THREADS = 8;

  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("etcd", true), NioIoHandler.newFactory());
  private final ExecutorService lookUps = pool("etcd-names");
  private final ExecutorService pages = pool("etcd-pages");

  /** One for scrapes and keyspace together, so that files are read, and warned of, once. */
  private final Map<ClusterConfig, WeakReference<OpenCluster>> ways = new ConcurrentHashMap<>();

  private final Optional<FileTimer> timer;

  /** Takes up changed files only where it is told to. */
  public EtcdConnector() {
    this(false);
  }

  private EtcdConnector(boolean follows) {
    timer = follows ? Optional.of(FileTimer.start(this::refreshFiles)) : Optional.empty();
  }

  /** Takes up changed files by itself, for a command that may run for hours. */
  public static EtcdConnector followingFiles() {
    return new EtcdConnector(true);
  }

  /**
   * Reads the cluster's certificate and password files.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException when one of them cannot be used
   */
  public synchronized EtcdCluster cluster(ClusterConfig config) {
    ways.values().removeIf(way -> way.get() == null);
    return way(config)
        .orElseGet(
            () -> {
              OpenCluster open = new OpenCluster(config);
              ways.put(config, new WeakReference<>(open));
              return open;
            });
  }

  private Optional<OpenCluster> way(ClusterConfig config) {
    return Optional.ofNullable(ways.get(config)).map(WeakReference::get);
  }

  /**
   * Takes up changed certificate and password files, for what is connected from now on; may take
   * seconds.
   */
  public void refreshFiles() {
    for (WeakReference<OpenCluster> way : ways.values()) {
      OpenCluster open = way.get();
      if (open != null) {
        open.refreshFiles();
      }
    }
  }

  /** Files of these clusters that cannot be used as they are now. */
  public List<FileFault> unusableFiles(List<ClusterConfig> clusters) {
    return clusters.stream()
        .flatMap(config -> way(config).stream())
        .flatMap(OpenCluster::faults)
        .toList();
  }

  /** A cluster with its files, as last read. */
  private final class OpenCluster implements EtcdCluster {
    private final ClusterConfig config;
    private final ClientTls tls;
    private final Optional<TokenSource.User> user;

    OpenCluster(ClusterConfig config) {
      this.config = config;
      this.tls = new ClientTls(config.tls());
      if (config.tls().insecureSkipVerify()) {
        LOG.atWarn()
            .addKeyValue("endpoints", config.endpoints())
            .log(
                "etcd's certificates are not verified (insecure-skip-verify): whoever is in between"
                    + " can read and change everything");
      }
      this.user =
          config
              .credentials()
              .map(
                  given ->
                      new TokenSource.User(given.user(), PasswordFile.load(given.passwordFile())));
    }

    void refreshFiles() {
      tls.refresh();
      user.ifPresent(whom -> whom.file().refresh());
    }

    Stream<FileFault> faults() {
      return Stream.concat(tls.faults(), user.flatMap(whom -> whom.file().fault()).stream());
    }

    @Override
    public EtcdMember member(Endpoint endpoint) {
      AtomicLong connections = new AtomicLong();
      ManagedChannel channel = channel(endpoint, tls, connections);
      URI metricsUrl =
          config.metricsUrlOf(endpoint).orElseGet(() -> URI.create(endpoint + "/metrics"));
      return new GrpcEtcdMember(
          endpoint,
          channel,
          connections,
          new TokenSource(user, channel),
          new MetricsPageReader(pages, tls),
          metricsUrl,
          config.maxRequestBytes());
    }

    @Override
    public MemberControl control(Endpoint endpoint) {
      ManagedChannel channel = channel(endpoint, tls, new AtomicLong());
      return new GrpcMemberControl(channel, new Calls(channel, new TokenSource(user, channel)));
    }
  }

  private ManagedChannel channel(Endpoint endpoint, ClientTls tls, AtomicLong connections) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .eventLoopGroup(eventLoop)
            .channelType(NioSocketChannel.class)
            // What follows a call is short and never blocks, so it needs no thread of its own.
            .directExecutor()
            .offloadExecutor(this::offload)
            .disableRetry()
            .disableServiceConfigLookUp()
            // etcd is never behind an HTTP proxy.
            .proxyDetector(address -> null)
            // A peer that vanished without a word is noticed while a call waits for it.
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .addTransportFilter(counting(connections));
    if (endpoint.tls()) {
      builder.negotiationType(NegotiationType.TLS).sslContext(tls.grpc());
      tls.serverName().ifPresent(builder::overrideAuthority);
    } else {
      builder.negotiationType(NegotiationType.PLAINTEXT);
    }
    return builder.build();
  }

  /** A channel that still looks up its member while all is being closed must not fail loudly. */
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

  @Override
  public void close() {
    timer.ifPresent(FileTimer::close);
    lookUps.shutdownNow();
    pages.shutdownNow();
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
