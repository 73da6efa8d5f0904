package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "https://etcd-1:2379, https://etcd-1:2379",
    "http://10.0.0.1:4001, http://10.0.0.1:4001",
    "https://etcd-1, https://etcd-1:2379",
    "https://etcd-1:2379/, https://etcd-1:2379",
    "HTTPS://Etcd-1.Example.COM:2379, https://etcd-1.example.com:2379",
    "https://[::1]:2379, https://[::1]:2379",
    "https://[fd00::1], https://[fd00::1]:2379",
    "' https://etcd-1:2379 ', https://etcd-1:2379"
  })
  void readsUrls(String text, String expected) {
    assertThat(Endpoint.parse(text, false)).hasToString(expected);
    assertThat(Endpoint.parse(text, true)).hasToString(expected);
  }

  @Test
  void withoutASchemeTheCertificateOptionsDecideAsInEtcdctl() {
    assertThat(Endpoint.parse("etcd-1:2379", true)).isEqualTo(new Endpoint(true, "etcd-1", 2379));
    assertThat(Endpoint.parse("etcd-1:2379", false)).isEqualTo(new Endpoint(false, "etcd-1", 2379));
    assertThat(Endpoint.parse(" etcd-1 ", true)).isEqualTo(new Endpoint(true, "etcd-1", 2379));
  }

  @Test
  void addressBracketsIpv6() {
    assertThat(Endpoint.parse("https://[::1]:2379", false).host()).isEqualTo("::1");
    assertThat(Endpoint.parse("https://[::1]:2379", false).address()).isEqualTo("[::1]:2379");
    assertThat(Endpoint.parse("https://etcd-1", false).address()).isEqualTo("etcd-1:2379");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "ftp://etcd-1:2379",
        "unix://etcd.sock",
        "https://",
        "https://:2379",
        "https://etcd-1:notaport",
        "https://etcd-1:0",
        "https://etcd-1:65536",
        "https://etcd-1:99999999999",
        "https://etcd-1:2379/v3",
        "https://etcd-1:2379?x=1",
        "https://etcd-1:2379#x",
        "https://etcd 1:2379",
        "etcd_1:2379",
        "::1"
      })
  void refusesWhatIsNoClientUrlAndSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoint \"" + text.strip() + "\" ")
        .hasMessageEndingWith("; write it as https://HOST:2379");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://root:topsecret@etcd-1:2379",
        "root:topsecret@etcd-1:2379",
        "https://root:top secret@etcd-1:2379",
        "https://root:topsecret@etcd_1:2379",
        "https://root:topsecret@etcd-1:notaport",
        "ftp://root:topsecret@etcd-1:2379"
      })
  void neverRepeatsAPasswordThatStandsInAUrl(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret")
        .hasMessageContaining("--password-file");
  }

  @Property
  void readsBackWhatItWrites(
      @ForAll boolean tls,
      @ForAll @AlphaChars @StringLength(min = 1, max = 20) String host,
      @ForAll @IntRange(min = 1, max = 65535) int port,
      @ForAll boolean tlsByDefault) {
    Endpoint endpoint = Endpoint.parse((tls ? "https://" : "http://") + host + ":" + port, false);

    assertThat(endpoint.tls()).isEqualTo(tls);
    assertThat(endpoint.port()).isEqualTo(port);
    assertThat(Endpoint.parse(endpoint.toString(), tlsByDefault)).isEqualTo(endpoint);
  }
}
