package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
  private static final Endpoint ONE = Endpoint.parse("https://etcd-1:2379", true);
  private static final Endpoint TWO = Endpoint.parse("https://[fd00::2]:2379", true);

  private static ClusterConfig cluster(Optional<String> metricsUrl, Endpoint... endpoints) {
    return new ClusterConfig(
        Optional.empty(),
        List.of(endpoints),
        false,
        TlsSettings.NONE,
        Optional.empty(),
        metricsUrl,
        OptionalLong.empty());
  }

  private static ClusterConfig named(String name) {
    return PlainCluster.named(Optional.of(name), List.of(ONE.toString()));
  }

  @Test
  void metricsUrlOfAMemberHasItsHostInTheSpotForIt() {
    ClusterConfig cluster = cluster(Optional.of("http://{host}:2381/metrics"), ONE, TWO);

    assertThat(cluster.metricsUrlOf(ONE)).contains(URI.create("http://etcd-1:2381/metrics"));
    assertThat(cluster.metricsUrlOf(TWO)).contains(URI.create("http://[fd00::2]:2381/metrics"));
  }

  @Test
  void metricsUrlWithoutASpotIsTakenAsItIs() {
    ClusterConfig cluster = cluster(Optional.of("http://127.0.0.1:2381/metrics"), ONE);

    assertThat(cluster.metricsUrlOf(ONE)).contains(URI.create("http://127.0.0.1:2381/metrics"));
  }

  @Test
  void withoutAMetricsUrlThereIsNone() {
    assertThat(cluster(Optional.empty(), ONE).metricsUrlOf(ONE)).isEmpty();
  }

  @Test
  void onePageCannotStandForSeveralMembers() {
    assertThatThrownBy(() -> cluster(Optional.of("http://127.0.0.1:2381/metrics"), ONE, TWO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://{host}:2381/metrics");
  }

  @Test
  void oneMemberUnderTwoSchemesIsStillOneMember() {
    Endpoint plain = new Endpoint(false, ONE.host(), ONE.port());

    assertThatThrownBy(() -> cluster(Optional.empty(), ONE, plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("endpoint etcd-1:2379 is given twice");
  }

  @Test
  void someMembersMayServePlainTextAndOthersTlsWhereTheFilesAreOfUse() {
    Endpoint plain = new Endpoint(false, "etcd-9", 2379);
    TlsSettings tls =
        new TlsSettings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("etcd"), false);

    assertThat(withTls(tls, false, ONE, plain).endpoints()).containsExactly(ONE, plain);
    assertThat(withTls(tls, true, plain).endpoints()).containsExactly(plain);
    assertThatThrownBy(() -> withTls(tls, false, plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://etcd-9:2379 is plain text although TLS options are given");
  }

  private static ClusterConfig withTls(TlsSettings tls, boolean discover, Endpoint... endpoints) {
    return new ClusterConfig(
        Optional.empty(),
        List.of(endpoints),
        discover,
        tls,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"prod-eu", "a", "Prod_1.eu", "9"})
  void namesAreWords(String name) {
    assertThat(named(name).name()).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "prod eu",
        "-prod",
        "prod\"eu",
        "prod\neu",
        "größe",
        "a234567890123456789012345678901234567890123456789012345678901234"
      })
  void namesThatWouldNotBeALabelOrAUrlParameterAreRefused(String name) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as prod-eu");
  }
}
