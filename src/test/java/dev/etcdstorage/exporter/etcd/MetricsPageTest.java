package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeMetricsPage;
import dev.etcdstorage.exporter.testkit.fake.GarbageServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** etcd's own metrics page, for what Status does not tell. */
class MetricsPageTest {
  private final EtcdFixture etcd = new EtcdFixture();

  @AfterEach
  void close() {
    etcd.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2.147483648e+09, 2147483648",
    "2147483648, 2147483648",
    "1e3, 1000",
    "-1, -1",
    "0, 0",
    "2.147483648e+09 1700000000000, 2147483648"
  })
  void quotaIsReadAsGoWritesNumbers(String number, long expected) {
    String page =
        FakeMetricsPage.quota(1)
            .replaceFirst(
                "(?m)^etcd_server_quota_backend_bytes .*",
                "etcd_server_quota_backend_bytes " + number);

    MetricsPage read = MetricsPage.parse(page.lines());

    assertThat(read.quotaBytes()).hasValue(expected);
    assertThat(read.defragmenting()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "2, true"})
  void defragmentationInFlightIsRead(String value, boolean expected) {
    assertThat(MetricsPage.parse(("etcd_disk_defrag_inflight " + value).lines()))
        .isEqualTo(new MetricsPage(OptionalLong.empty(), Optional.of(expected), 0));
  }

  @Test
  void snapshotsUnderWayAreCountedWhoeverSendsThem() {
    String page =
        """
        etcd_network_snapshot_receive_inflights_total{From="8e9e05c52164694d"} 1
        etcd_network_snapshot_send_inflights_total{To="a1"} 0
        etcd_network_snapshot_send_inflights_total{To="a2"} 1
        etcd_network_snapshot_send_success{To="a2"} 7
        etcd_server_snapshot_apply_in_progress_total 1
        """;

    assertThat(MetricsPage.parse(page.lines()).snapshots()).isEqualTo(3);
  }

  @Test
  void keysAreRead() {
    String page = "etcd_debugging_mvcc_keys_total 1.000001e+06\netcd_debugging_mvcc_pending 3\n";

    assertThat(MetricsPage.parse(page.lines()).keys()).hasValue(1_000_001);
  }

  @Test
  void otherSeriesDoNotCount() {
    String page =
        """
        # HELP etcd_server_quota_backend_bytes Current backend storage quota size in bytes.
        # TYPE etcd_server_quota_backend_bytes gauge
        etcd_server_quota_backend_bytes_total 5
        my_etcd_server_quota_backend_bytes 6
        etcd_server_quota_backend_bytes what?
        etcd_disk_defrag_inflight_seconds 7
        """;

    assertThat(MetricsPage.parse(page.lines()))
        .isEqualTo(new MetricsPage(OptionalLong.empty(), Optional.empty(), 0));
  }

  @Test
  void pageOfTheEndpointIsTriedByItself() {
    try (FakeMember fake = FakeMember.start(2_147_483_648L);
        EtcdMember member = etcd.member(fake.clientUrl())) {
      assertThat(got(member::metricsPage).quotaBytes()).hasValue(2_147_483_648L);
      assertThat(fake.etcd().calls()).isZero();
    }
  }

  @Test
  void pageThatWasGivenUpWhileItWaitedForAThreadIsNotRead() throws Exception {
    List<Runnable> waiting = new CopyOnWriteArrayList<>();
    MetricsPageReader reader = new MetricsPageReader(waiting::add, new ClientTls(TlsSettings.NONE));
    try (FakeMetricsPage page = FakeMetricsPage.start(FakeMetricsPage.quota(4000))) {
      Answer<MetricsPage> late =
          reader.read(URI.create(page.url()), Deadline.in(Duration.ofMillis(50))).join();
      waiting.forEach(Runnable::run);

      assertThat(late.refusal().map(Failure::reason)).contains(Reason.TIMEOUT);
      assertThat(waiting).hasSize(1);
      assertThat(page.fetches()).isZero();
    }
  }

  @Test
  void configuredPageIsReadInstead() {
    try (FakeMember fake = FakeMember.start(1000);
        FakeMetricsPage page = FakeMetricsPage.start(FakeMetricsPage.quota(4000));
        EtcdMember member = etcd.withPage(fake.clientUrl(), page.url())) {
      assertThat(got(member::metricsPage).quotaBytes()).hasValue(4000);
      assertThat(fake.page().fetches()).isZero();
    }
  }

  @Test
  void otherStatusIsAnInvalidAnswer() {
    try (FakeMetricsPage page = FakeMetricsPage.start("");
        EtcdMember member = etcd.withPage("http://127.0.0.1:1", page.url())) {
      for (int status : new int[] {404, 401, 500, 302}) {
        page.status(status);
        assertThat(refused(member::metricsPage))
            .isEqualTo(new Failure(Reason.INVALID_ANSWER, page.url() + " answered HTTP " + status));
      }
    }
  }

  @Test
  void pageThatEndsNoLineIsRefusedBeforeItFillsTheHeap() {
    String endless = "0".repeat(8 << 20);
    try (FakeMetricsPage page = FakeMetricsPage.start(endless);
        EtcdMember member = etcd.withPage("http://127.0.0.1:1", page.url())) {
      assertThat(refused(member::metricsPage).detail()).contains("larger than any of etcd's");
    }
  }

  @Test
  void portThatDoesNotSpeakHttpIsSaidToBeOne() {
    try (GarbageServer other = GarbageServer.start();
        EtcdMember member =
            etcd.withPage("http://127.0.0.1:1", "http://" + other.endpoint() + "/metrics")) {
      assertThat(refused(member::metricsPage).detail())
          .contains("did not answer with HTTP")
          .doesNotContain("-1");
    }
  }

  @Test
  void hangingPageTimesOutWithinTheDeadline() {
    try (FakeMetricsPage page = FakeMetricsPage.start("");
        EtcdMember member = etcd.withPage("http://127.0.0.1:1", page.url())) {
      page.hang();

      long began = System.nanoTime();
      Failure failure =
          member.metricsPage(Deadline.in(Duration.ofMillis(200))).join().refusal().orElseThrow();

      assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(failure.detail()).contains(page.url());
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void nobodyThereIsUnreachable() {
    try (EtcdMember member = etcd.withPage("http://127.0.0.1:1", "http://127.0.0.1:1/metrics")) {
      assertThat(refused(member::metricsPage).reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void garbageIsAnInvalidAnswer() {
    try (GarbageServer garbage = GarbageServer.start();
        EtcdMember member =
            etcd.withPage("http://127.0.0.1:1", "http://" + garbage.endpoint() + "/metrics")) {
      assertThat(refused(member::metricsPage).reason()).isEqualTo(Reason.INVALID_ANSWER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n"
      })
  void pageThatDribblesEndsWithTheDeadlineAndFreesItsThread(String head) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> hungUp = CompletableFuture.runAsync(() -> dribble(listener, head));
      String url = "http://127.0.0.1:" + listener.getLocalPort() + "/metrics";
      try (EtcdMember member = etcd.withPage("http://127.0.0.1:1", url)) {
        long began = System.nanoTime();
        Answer<MetricsPage> answer = member.metricsPage(Deadline.in(Duration.ofMillis(300))).join();

        assertThat(answer.refusal().map(Failure::reason)).contains(Reason.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(hungUp).succeedsWithin(Duration.ofSeconds(10));
      }
    }
  }

  /** A byte now and then, of something that never ends, until the reader hangs up. */
  private static void dribble(ServerSocket listener, String head) {
    try (Socket socket = listener.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      for (byte b : "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII)) {
        write(out, b);
      }
      while (true) {
        write(out, (byte) '0');
      }
    } catch (IOException e) {
      // The reader hung up, as it should.
    }
  }

  private static void write(OutputStream out, byte b) throws IOException {
    out.write(b);
    out.flush();
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
  }
}
