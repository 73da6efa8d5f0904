package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.UnreadExporter;
import dev.etcdstorage.exporter.testkit.util.Fifo;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that keep whoever opens them, as on a network file system whose server is gone, and a log
 * that nobody reads. No version of etcd has a part in that.
 */
class HangingFilesIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String UNUSABLE =
      "etcd_storage_exporter_file_unusable_since_timestamp_seconds";
  private static final TestCertificates CA = TestCertificates.authority("etcd-ca");

  @TempDir private static Path folder = Path.of("");

  private static RealEtcd secured;
  private static RealEtcd plain;

  @BeforeAll
  static void start() {
    EtcdTls tls = CA.etcdTls(folder, CA.server("127.0.0.1"));
    IssuedCertificate client = CA.client("exporter");
    client.writeCertificate(folder.resolve("client.crt"));
    client.writeKey(folder.resolve("client.key"), KeyForm.PKCS8);
    secured = RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest("3.5")).tls(tls));
    plain = RealEtcd.start(EtcdBinaries.newest("3.5"));
  }

  @AfterAll
  static void stop() {
    secured.close();
    plain.close();
  }

  private static Path configuration(Path ca, boolean keyspace) throws IOException {
    return Files.writeString(
        folder.resolve("exporter.yaml"),
        """
        web: {listenAddresses: ["127.0.0.1:0"]}
        scrape: {timeout: 15s}
        keyspace: {enabled: %s}
        clusters:
          - name: secured
            endpoints: ["%s"]
            tls: {caFile: "%s", certFile: client.crt, keyFile: client.key}
          - {name: plain, endpoints: ["%s"]}
        """
            .formatted(keyspace, secured.clientUrl(), ca, plain.clientUrl()));
  }

  private static void assertBothAreUp(ScrapedPage page) {
    for (String cluster : new String[] {"secured", "plain"}) {
      assertThat(page.value("etcd_storage_up", "etcd_cluster", cluster)).as(cluster).isEqualTo(1);
    }
  }

  private static boolean unusable(ScrapedPage page, Path file) {
    return page.all(UNUSABLE).stream()
        .anyMatch(series -> file.toString().equals(series.labels().get("file")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void authorityThatHangsStopsNoPageAndNoEnd(boolean keyspace) throws IOException {
    Path ca = CA.writeCertificate(folder.resolve("ca-" + keyspace + ".crt"));
    RunningExporter exporter = RunningExporter.configured(configuration(ca, keyspace));
    try (exporter) {
      assertBothAreUp(exporter.metrics());

      // When the file hangs, and while it does
      try (Fifo hanging = Fifo.at(ca)) {
        assertThat(exporter.reload().status()).isEqualTo(200); // which looks at once
        Poll.until("the metric tells it", SOON, () -> unusable(exporter.metrics(), hanging.path()));
        assertBothAreUp(exporter.metrics());
        assertThat(exporter.page("/", "text/plain").body())
            .contains("a file cannot be used", ca + ": no answer within 5 s");
        assertThat(exporter.status().list("unusableFiles")).hasSize(1);
        assertThat(exporter.reload().status()).isEqualTo(200);
        assertThat(exporter.logged("cannot be used", ca.toString())).hasSize(1);

        // Then a new cluster with that file is refused, and the old configuration stays
        Path file = configuration(ca, keyspace);
        Files.writeString(
            file,
            "  - {name: third, endpoints: [\"%s\"], tls: {caFile: \"%s\"}}\n"
                .formatted(secured.clientUrl(), ca),
            StandardOpenOption.APPEND);
        Http.Page refused = exporter.reload();
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.body()).contains(ca + ": no answer within 5 s").hasLineCount(1);
        assertBothAreUp(exporter.metrics());
        configuration(ca, keyspace);
      }

      // When it answers again
      CA.writeCertificate(ca);
      Poll.until("the metric is gone", SOON, () -> exporter.metrics().all(UNUSABLE).isEmpty());
      assertThat(exporter.logged("can be used", ca.toString())).hasSize(1);

      // Then SIGTERM ends it, though it hangs again
      try (Fifo again = Fifo.at(ca)) {
        assertThat(exporter.reload().status()).isEqualTo(200);
        Poll.until("it hangs again", SOON, () -> unusable(exporter.metrics(), again.path()));
        exporter.close();
      }
    }
  }

  @Test
  void startWithAFileThatHangsEndsWithOneLine() throws IOException {
    try (Fifo hanging = Fifo.at(folder.resolve("hanging.crt"))) {
      RunningExporter.Refusal refusal =
          RunningExporter.refused(
              "--endpoints", secured.clientUrl(), "--cacert", hanging.path().toString());

      assertThat(refusal.exitCode()).isEqualTo(1);
      assertThat(refusal.output().lines())
          .containsExactly(
              "error: "
                  + hanging.path()
                  + ": no answer within 5 s; it is on a file system that hangs, or a pipe that"
                  + " nobody writes to");
    }
  }

  @Test
  void logThatNobodyReadsStopsNoPageAndNoEnd() throws IOException {
    try (RealEtcd dying = RealEtcd.start(EtcdBinaries.newest("3.5"));
        UnreadExporter exporter = UnreadExporter.start("--endpoints", dying.clientUrl())) {
      assertThat(up(exporter)).isEqualTo(1);

      // When there is news for the log
      dying.kill9();

      for (int i = 0; i < 3; i++) {
        assertThat(up(exporter)).isZero();
      }
    }
  }

  private static double up(UnreadExporter exporter) throws IOException {
    Http.Page page = Http.get(exporter.url() + "/metrics");
    return ScrapedPage.parse(page.body()).value("etcd_storage_up");
  }
}
