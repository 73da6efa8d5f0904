package dev.etcdstorage.exporter.etcd;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.files.FileFault;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of the configuration with its certificate and password files, as last read. One for all
 * who ask the cluster, so that files are read, and warned about, once.
 */
public final class OpenCluster implements EtcdCluster, ReloadableParts.Part {
  private static final Logger LOG = LoggerFactory.getLogger("etcd");

  private final EtcdConnector connector;
  private final ClusterConfig config;
  private final ClientTls tls;
  private final Optional<TokenSource.User> user;

  OpenCluster(EtcdConnector connector, ClusterConfig config) {
    this(
        connector,
        config,
        new ClientTls(config.tls()),
        config
            .credentials()
            .map(
                given ->
                    new TokenSource.User(given.user(), PasswordFile.load(given.passwordFile()))));
    if (config.tls().insecureSkipVerify()) {
      LOG.atWarn()
          .addKeyValue("endpoints", config.endpoints())
          .log(
              "etcd's certificates are not verified (insecure-skip-verify): anyone on the network"
                  + " path can read and change everything");
    }
  }

  private OpenCluster(
      EtcdConnector connector,
      ClusterConfig config,
      ClientTls tls,
      Optional<TokenSource.User> user) {
    this.connector = connector;
    this.config = config;
    this.tls = tls;
    this.user = user;
  }

  @Override
  public Optional<String> cluster() {
    return config.name();
  }

  public ClusterConfig config() {
    return config;
  }

  /** The same cluster, with the same files, but with discovery of its members. */
  public OpenCluster discoveringMembers() {
    return new OpenCluster(connector, config.discoveringMembers(), tls, user);
  }

  /**
   * Reads changed certificate and password files again, for connections from now on; may take
   * seconds.
   */
  public void refreshFiles() {
    tls.refresh();
    user.ifPresent(whom -> whom.file().refresh());
  }

  /** Files that cannot be used at the moment. */
  public Stream<FileFault> unusableFiles() {
    return Stream.concat(tls.faults(), user.flatMap(whom -> whom.file().fault()).stream());
  }

  @Override
  public EtcdMember member(Endpoint endpoint) {
    AtomicLong connections = new AtomicLong();
    ManagedChannel channel = connector.channel(endpoint, tls, connections);
    URI metricsUrl =
        config.metricsUrlOf(endpoint).orElseGet(() -> URI.create(endpoint + "/metrics"));
    return new GrpcEtcdMember(
        endpoint,
        channel,
        connections,
        new TokenSource(user, channel),
        connector.pageReader(tls),
        metricsUrl,
        config.maxRequestBytes());
  }

  @Override
  public MemberControl control(Endpoint endpoint) {
    ManagedChannel channel = connector.channel(endpoint, tls, new AtomicLong());
    return new GrpcMemberControl(channel, new Calls(channel, new TokenSource(user, channel)));
  }

  /** Channels are closed by their openers; nothing else is held. */
  @Override
  public void close() {}
}
