package dev.etcdstorage.exporter.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ./run shows of the exporter's page. */
class SummaryTest {
  private static final String MEMBER =
      """
      # TYPE etcd_storage_up gauge
      etcd_storage_up{member="etcd-1"} 1.0
      etcd_storage_db_size_bytes{member="etcd-1"} 1.048576E7
      etcd_storage_db_in_use_bytes{member="etcd-1"} 5242880.0
      etcd_storage_fragmentation_ratio{member="etcd-1"} 0.5
      etcd_storage_quota_bytes{member="etcd-1"} 2.147483648E9
      etcd_storage_quota_usage_ratio{member="etcd-1"} 0.0048828125
      etcd_storage_revision{member="etcd-1"} 5000.0
      etcd_storage_compacted_revision{member="etcd-1"} 2000.0
      etcd_storage_alarm_active{alarm="corrupt",member="etcd-1"} 0.0
      etcd_storage_alarm_active{alarm="nospace",member="etcd-1"} 0.0
      """;

  @TempDir private Path folder;

  @Test
  void aMemberIsOneLine() {
    assertThat(summary("", MEMBER))
        .containsExactly(
            "etcd-1: size 10.0 MiB, in use 5.0 MiB, fragmentation 50%, quota 2.0 GiB"
                + " (0.5% used), 3,000 revisions kept");
  }

  @Test
  void theVerdictThatIsOneAndAlarmsEndTheLine() {
    // Given
    String page =
        MEMBER.replace("nospace\",member=\"etcd-1\"} 0.0", "nospace\",member=\"etcd-1\"} 1.0")
            + """
            etcd_storage_verdict{member="etcd-1",verdict="none"} 0.0
            etcd_storage_verdict{verdict="compact",member="etcd-1"} 1.0
            etcd_storage_verdict{member="etcd-1",verdict="unknown"} 0.0
            """;

    // Then
    assertThat(summary("", page))
        .singleElement()
        .asString()
        .endsWith("revisions kept, verdict compact ALARM:nospace");
  }

  @Test
  void aMemberThatIsDownSaysNoMore() {
    assertThat(summary("", "etcd_storage_up{member=\"etcd-1\"} 0.0\n"))
        .containsExactly("etcd-1: does not answer");
  }

  @Test
  void theFivePrefixesWrittenMostComeWithWhatIsAlive() {
    // Given
    String page =
        written("pods", 7, 6 << 20)
            + written("leases", 900, 3 << 20)
            + written("a", 1, 1)
            + written("b", 1, 2 << 20)
            + written("c", 1, 1 << 20)
            + written("d", 1, 4 << 20)
            + """
            etcd_storage_prefix_keys{prefix="pods"} 87.0
            etcd_storage_prefix_live_bytes{prefix="pods"} 419430.4
            etcd_storage_prefix_keys{prefix="never-written"} 5.0
            """;

    // When
    List<String> lines = summary(page, page);

    // Then
    assertThat(lines).hasSize(6).first().isEqualTo("written most:");
    assertThat(lines.get(1))
        .matches("  pods +0\\.0 writes/s +0 B/s, 6\\.0 MiB in all; 87 live keys, 410 KiB");
    assertThat(lines.get(3)).endsWith(" 3.0 MiB in all; ? live keys, ?");
    assertThat(lines.subList(1, 6))
        .extracting(line -> line.strip().replaceAll(" .*", ""))
        .containsExactly("pods", "d", "leases", "b", "c");
  }

  @Test
  void withAFormerPageThereAreRatesOverPutsAndDeletes() {
    // Given
    String former = written("pods", 100, 1 << 20) + written("b", 10, 1 << 20);
    String page = written("pods", 130, (1 << 20) + 20_480) + written("new", 3, 2048);

    // When
    List<String> lines = summary(former, page);

    // Then: 30 puts and 30 deletes, and 20 KiB, in 10 seconds
    assertThat(lines.get(1)).containsPattern("pods +6\\.0 writes/s +2\\.0 KiB/s");
    assertThat(lines.get(2)).containsPattern("new +0\\.6 writes/s +205 B/s");
    assertThat(lines).hasSize(3);
  }

  @Test
  void whatIsWrittenMostNowComesBeforeWhatWasWrittenMostOnce() {
    // Given
    String former = written("secrets", 100, 9 << 20) + written("pods", 100, 1 << 20);
    String page = written("secrets", 100, 9 << 20) + written("pods", 300, 2 << 20);

    // Then
    assertThat(summary(former, page))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("written most:"),
            line -> assertThat(line).startsWith("  pods "),
            line -> assertThat(line).startsWith("  secrets "));
  }

  @Test
  void countersThatWentBackHaveNoRate() {
    assertThat(summary(written("pods", 100, 1 << 20), written("pods", 5, 2048)).get(1))
        .containsPattern("pods +\\? writes/s +\\?/s");
  }

  @Test
  void eachClusterHasItsOwn() {
    // Given
    String page =
        """
        etcd_storage_prefix_events_total{etcd_cluster="eu",event="put",prefix="pods"} 4.0
        etcd_storage_prefix_written_bytes_total{etcd_cluster="eu",event="put",prefix="pods"} 1024.0
        etcd_storage_prefix_events_total{event="put",prefix="pods",etcd_cluster="us"} 9.0
        etcd_storage_prefix_written_bytes_total{prefix="pods",event="put",etcd_cluster="us"} 4096.0
        etcd_storage_up{etcd_cluster="us",member="etcd-1"} 0.0
        """;

    // Then
    assertThat(summary(page, page))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("us/etcd-1: does not answer"),
            line -> assertThat(line).isEqualTo("eu: written most:"),
            line -> assertThat(line).contains("pods", " 0.0 writes/s"),
            line -> assertThat(line).isEqualTo("us: written most:"),
            line -> assertThat(line).contains("pods", " 0.0 writes/s"));
  }

  @Test
  void keysCannotSteerTheTerminal() {
    // Given
    String page = written("a\\\"},prefix=\\\"b\u001b[2J" + "x".repeat(200), 1, 2048);

    // Then
    assertThat(summary("", page))
        .last()
        .asString()
        .startsWith("  a\\\"},prefix=\\\"b?[2Jxxx")
        .hasSizeLessThan(130);
  }

  private static String written(String prefix, int times, int bytes) {
    return """
        etcd_storage_prefix_events_total{event="delete",prefix="%1$s"} %2$d.0
        etcd_storage_prefix_events_total{event="put",prefix="%1$s"} %2$d.0
        etcd_storage_prefix_written_bytes_total{event="delete",prefix="%1$s"} 0.0
        etcd_storage_prefix_written_bytes_total{event="put",prefix="%1$s"} %3$d.0
        """
        .formatted(prefix, times, bytes);
  }

  /** As ./run calls it, ten seconds after the former page. */
  private List<String> summary(String former, String page) {
    try {
      Path before = Files.writeString(folder.resolve("before"), former);
      Path now = Files.writeString(folder.resolve("now"), page);
      Process awk =
          new ProcessBuilder(
                  "awk",
                  "-vseconds=10",
                  "-fscripts/summary.awk",
                  "before=1",
                  before.toString(),
                  "before=0",
                  now.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(awk.getInputStream().readAllBytes(), UTF_8);
      assertThat(awk.waitFor()).as(said).isZero();
      return said.lines().toList();
    } catch (IOException e) {
      throw new AssertionError("Cannot run awk", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }
}
