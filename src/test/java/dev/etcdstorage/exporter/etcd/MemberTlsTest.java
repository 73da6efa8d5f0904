package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMetricsPage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** https:// is TLS with a checked certificate, or nothing. */
class MemberTlsTest {
  private static final TestCertificates CA = TestCertificates.authority("etcd-ca");
  private static final TestCertificates OTHER_CA = TestCertificates.authority("other-ca");

  @TempDir static Path dir;
  private static Path caFile;
  private static Path otherCaFile;

  private final EtcdFixture etcd = new EtcdFixture();

  @BeforeAll
  static void write() {
    caFile = CA.writeCertificate(dir.resolve("ca.crt"));
    otherCaFile = OTHER_CA.writeCertificate(dir.resolve("other-ca.crt"));
  }

  @AfterEach
  void close() {
    etcd.close();
  }

  private static FakeEtcd serving(IssuedCertificate certificate, boolean clientCertAuth) {
    return FakeEtcd.start(
        new EtcdTls(
            certificate.writeCertificate(dir.resolve("server.crt")),
            certificate.writeKey(dir.resolve("server.key"), KeyForm.PKCS8),
            caFile,
            clientCertAuth));
  }

  private Failure failure(FakeEtcd fake, TlsSettings tls) {
    try (EtcdMember member = etcd.withTls(fake.clientUrl(), tls)) {
      Failure failure = refused(member::status);
      assertThat(fake.calls()).isZero();
      return failure;
    }
  }

  @Test
  void rightAuthorityIsTrusted() {
    try (FakeEtcd fake = serving(CA.server("127.0.0.1"), false);
        EtcdMember member = etcd.withTls(fake.clientUrl(), trusting(caFile))) {
      assertThat(got(member::status).version()).isEqualTo("3.5.30");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyForm.class,
      names = {"SEC1", "SEC1_WITH_PARAMETERS", "PKCS8"})
  void clientShowsItsCertificate(KeyForm form) {
    IssuedCertificate client = CA.client("exporter");
    TlsSettings tls =
        new TlsSettings(
            Optional.of(caFile),
            Optional.of(client.writeCertificate(dir.resolve("client.crt"))),
            Optional.of(client.writeKey(dir.resolve("client.key"), form)),
            Optional.empty(),
            false);
    try (FakeEtcd fake = serving(CA.server("127.0.0.1"), true);
        EtcdMember member = etcd.withTls(fake.clientUrl(), tls)) {
      assertThat(got(member::status).version()).isEqualTo("3.5.30");
    }
  }

  @Test
  void missingClientCertificateIsRefused() {
    try (FakeEtcd fake = serving(CA.server("127.0.0.1"), true)) {
      // The server may close before its alert is read, hence two reasons.
      assertThat(failure(fake, trusting(caFile)).reason()).isIn(Reason.TLS, Reason.UNREACHABLE);
    }
  }

  @Test
  void otherAuthorityIsRefused() {
    try (FakeEtcd fake = serving(CA.server("127.0.0.1"), false)) {
      assertThat(failure(fake, trusting(otherCaFile)).reason()).isEqualTo(Reason.TLS);
    }
  }

  @Test
  void authorityThatTheSystemDoesNotKnowIsRefused() {
    try (FakeEtcd fake = serving(CA.server("127.0.0.1"), false)) {
      assertThat(failure(fake, TlsSettings.NONE).reason()).isEqualTo(Reason.TLS);
    }
  }

  @Test
  void expiredCertificateIsRefused() {
    try (FakeEtcd fake = serving(CA.expired("127.0.0.1"), false)) {
      assertThat(failure(fake, trusting(caFile)).reason()).isEqualTo(Reason.TLS);
    }
  }

  @Test
  void certificateOfAnotherHostIsRefused() {
    try (FakeEtcd fake = serving(CA.server("10.9.9.9", "etcd.example.org"), false)) {
      assertThat(failure(fake, trusting(caFile)).reason()).isEqualTo(Reason.TLS);
    }
  }

  @Test
  void otherNameMayBeExpected() {
    try (FakeEtcd fake = serving(CA.server("etcd.example.org"), false);
        EtcdMember member =
            etcd.withTls(
                fake.clientUrl(),
                new TlsSettings(
                    Optional.of(caFile),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("etcd.example.org"),
                    false))) {
      assertThat(got(member::status).version()).isEqualTo("3.5.30");
    }
  }

  @Test
  void insecureTakesAnyCertificate() {
    try (FakeEtcd fake = serving(OTHER_CA.expired("10.9.9.9"), false);
        EtcdMember member =
            etcd.withTls(
                fake.clientUrl(),
                new TlsSettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true))) {
      assertThat(got(member::status).version()).isEqualTo("3.5.30");
    }
  }

  @Test
  void serverInPlainTextIsNeverTalkedToInPlainText() {
    try (FakeEtcd plain = FakeEtcd.start();
        EtcdMember member = etcd.withTls("https://" + plain.endpoint(), trusting(caFile))) {
      assertThat(refused(member::status).reason()).isIn(Reason.TLS, Reason.INVALID_ANSWER);
      assertThat(plain.calls()).isZero();
    }
  }

  @Test
  void pageInPlainTextIsNeverReadForAnHttpsEndpoint() {
    try (FakeMetricsPage plain = FakeMetricsPage.start(FakeMetricsPage.quota(1000));
        EtcdMember member =
            etcd.withTls(plain.url().replaceAll("http(.*)/metrics", "https$1"), trusting(caFile))) {
      Answer<MetricsPage> answer = member.metricsPage(Deadline.in(Duration.ofMillis(500))).join();

      assertThat(answer.refusal()).isPresent();
      assertThat(plain.fetches()).isZero();
    }
  }

  @Test
  void plainTextToATlsServerIsAnInvalidAnswerOrUnreachable() {
    try (FakeEtcd fake = serving(CA.server("127.0.0.1"), false);
        EtcdMember member = etcd.member("http://" + fake.endpoint())) {
      assertThat(refused(member::status).reason()).isIn(Reason.INVALID_ANSWER, Reason.UNREACHABLE);
      assertThat(fake.calls()).isZero();
    }
  }
}
