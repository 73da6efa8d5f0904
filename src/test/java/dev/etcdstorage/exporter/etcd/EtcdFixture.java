package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A connector, and members opened through it as the daemon opens them. */
final class EtcdFixture implements AutoCloseable {
  /** Far more than any answer on loopback takes. */
  static final Duration AMPLE = Duration.ofSeconds(10);

  private final EtcdConnector connector = new EtcdConnector();
  private final List<OpenCluster> open = new ArrayList<>();

  EtcdMember member(String url) {
    return member(url, TlsSettings.NONE, Optional.empty(), Optional.empty());
  }

  EtcdMember withPage(String url, String metricsUrl) {
    return member(url, TlsSettings.NONE, Optional.empty(), Optional.of(metricsUrl));
  }

  /** Of an etcd that takes such large requests. */
  EtcdMember withMaxRequest(String url, long bytes) {
    return member(url, TlsSettings.NONE, Optional.empty(), Optional.empty(), bytes);
  }

  EtcdMember withUser(String url, String user, Path passwordFile) {
    return member(
        url, TlsSettings.NONE, Optional.of(new Credentials(user, passwordFile)), Optional.empty());
  }

  EtcdMember withTls(String url, TlsSettings tls) {
    return member(url, tls, Optional.empty(), Optional.empty());
  }

  EtcdMember member(
      String url, TlsSettings tls, Optional<Credentials> user, Optional<String> metricsUrl) {
    return member(url, tls, user, metricsUrl, ClusterConfig.DEFAULT_MAX_REQUEST_BYTES);
  }

  private EtcdMember member(
      String url,
      TlsSettings tls,
      Optional<Credentials> user,
      Optional<String> metricsUrl,
      long maxRequestBytes) {
    Endpoint endpoint = Endpoint.parse(url, false);
    OpenCluster cluster =
        connector.cluster(
            new ClusterConfig(
                Optional.empty(),
                List.of(endpoint),
                false,
                tls,
                user,
                metricsUrl,
                OptionalLong.empty(),
                maxRequestBytes));
    open.add(cluster);
    return cluster.member(endpoint);
  }

  /** What the daemon's timer does. */
  void refreshFiles() {
    open.forEach(OpenCluster::refreshFiles);
  }

  static TlsSettings trusting(Path caFile) {
    return new TlsSettings(
        Optional.of(caFile), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  static <T> Answer<T> ask(Function<Deadline, CompletableFuture<Answer<T>>> call) {
    return call.apply(Deadline.in(AMPLE)).join();
  }

  static <T> T got(Function<Deadline, CompletableFuture<Answer<T>>> call) {
    Answer<T> answer = ask(call);
    assertThat(answer).isInstanceOf(Answer.Got.class);
    return answer.got().orElseThrow();
  }

  static <T> Failure refused(Function<Deadline, CompletableFuture<Answer<T>>> call) {
    Answer<T> answer = ask(call);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return answer.refusal().orElseThrow();
  }

  @Override
  public void close() {
    connector.close();
  }
}
