package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** While a member defragments it answers no Status; its own metrics page says what it is at. */
@Tag("alone") // it needs a defragmentation that takes this machine long enough, and no longer
class DefragIT {
  /** Short, so that a whole scrape falls into the defragmentation. */
  private static final Duration TIMEOUT = Duration.ofMillis(1_200);

  /** Of the defragmentation: a scrape that begins at any moment of its first half falls into it. */
  private static final Duration LONG_ENOUGH = TIMEOUT.multipliedBy(2);

  /** Few large values: much to copy, written in little time. */
  private static final long KEYS = 300;

  private static final int VALUE_BYTES = 1 << 20;
  private static final int MOST_FILLS = 6; // etcd's own quota is 2 GiB

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  private static Duration timeOfDefrag(RealEtcd etcd) {
    long began = System.nanoTime();
    etcd.etcdctl().defrag();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void memberThatDefragmentsIsDownAndSaysWhy(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        Writer writer = Writer.to(etcd.endpoint());
        RunningExporter exporter = RunningExporter.start("--endpoints", etcd.endpoint())) {
      // Given so much data that to copy it takes this machine long enough
      int fills = 0;
      do {
        writer.fill("/key/" + fills++ + "/", KEYS, VALUE_BYTES);
      } while (fills < MOST_FILLS && timeOfDefrag(etcd).compareTo(LONG_ENOUGH) < 0);
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_up")).isEqualTo(1);

      // When it defragments while it is scraped
      CompletableFuture<Void> defrag = CompletableFuture.runAsync(() -> etcd.etcdctl().defrag());
      List<ScrapedPage> hung = new ArrayList<>();
      while (!defrag.isDone()) {
        ScrapedPage page = exporter.scrape(TIMEOUT).page();
        if (page.of("etcd-0", "etcd_storage_up") == 0) {
          hung.add(page);
        }
      }
      defrag.join();

      // Then it was down meanwhile, and the page said why
      assertThat(hung).isNotEmpty();
      assertThat(hung)
          .anySatisfy(
              page -> {
                assertThat(page.of("etcd-0", "etcd_storage_maintenance_running")).isEqualTo(1);
                assertThat(page.value("etcd_storage_scrape_errors_total", "reason", "timeout"))
                    .isPositive();
              });

      // and afterwards all is well
      ScrapedPage after = exporter.metrics();
      assertThat(after.of("etcd-0", "etcd_storage_up")).isEqualTo(1);
      assertThat(after.of("etcd-0", "etcd_storage_maintenance_running")).isZero();
    }
  }
}
