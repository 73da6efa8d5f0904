package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong schemes and wrong ports, which each version of etcd may answer in another way. */
class ConnectionHintIT {
  private static final String OTHER_PORT = "a peer port (2380) or a metrics port (2381)?";

  private final TestCertificates ca = TestCertificates.authority("etcd-ca");

  private static String words(String url, TlsSettings tls) {
    try (EtcdFixture fixture = new EtcdFixture();
        EtcdMember member = fixture.withTls(url, tls)) {
      return refused(member::status).detail();
    }
  }

  private static String words(String url) {
    return words(url, TlsSettings.NONE);
  }

  private static String https(String url) {
    return url.replaceFirst("^http:", "https:").replaceFirst("/metrics$", "");
  }

  private static String http(String url) {
    return url.replaceFirst("^https:", "http:").replaceFirst("/metrics$", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5", "3.6", "3.7"})
  void eachPortOfAMemberInPlainTextGetsItsHint(String line) {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest(line))) {
      assertThat(words(https(etcd.clientUrl()))).contains("without TLS", "write http://");
      assertThat(words(https(etcd.peerUrl())))
          .startsWith("it speaks plain HTTP: " + OTHER_PORT)
          .doesNotContain("485454");
      assertThat(words(https(etcd.metricsUrl()))).startsWith("it speaks plain HTTP: " + OTHER_PORT);
      assertThat(words(http(etcd.metricsUrl())))
          .startsWith("it speaks HTTP but not gRPC: " + OTHER_PORT);
      if (List.of("3.4", "3.5").contains(line)) {
        // There the peer port serves clients too.
        try (EtcdFixture fixture = new EtcdFixture();
            EtcdMember member = fixture.member(etcd.peerUrl())) {
          assertThat(got(member::status).memberId()).isEqualTo(etcd.memberId());
        }
      } else {
        assertThat(words(etcd.peerUrl())).startsWith("it speaks HTTP but not gRPC: " + OTHER_PORT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5", "3.6", "3.7"})
  void wrongSchemeAndWrongCertificatesForATlsPortGetTheirHints(String line, @TempDir Path dir) {
    EtcdTls tls = ca.etcdTls(dir, ca.server("127.0.0.1"));
    Path other = TestCertificates.authority("other").writeCertificate(dir.resolve("other.crt"));
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest(line)).tls(tls))) {
      assertThat(words(http(etcd.clientUrl()))).contains("with TLS", "write https://", "--cacert");
      assertThat(words(etcd.clientUrl(), trusting(tls.trustedCa())))
          .contains("client certificate", "--cert");
      assertThat(words(etcd.clientUrl(), trusting(other))).contains("--cacert must hold");
    }
  }
}
