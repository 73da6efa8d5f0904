package dev.etcdstorage.exporter.report.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.data.EtcdImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisTextTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir private Path folder;

  private Analysis analysis(EtcdImage etcd, By by, int top) throws IOException {
    Path file = Files.write(folder.resolve("db"), etcd.bytes());
    Analysis found = new Analyzer(AnalyzeSettings.of(by, top), AnalyzeProgress.NONE).analyze(file);
    return Named.as(Path.of("/var/lib/etcd/member/snap/db"), found);
  }

  /** A storm of one pod, a few large objects, deletions, a compaction that broke off. */
  private static EtcdImage storm() {
    EtcdImage etcd = new EtcdImage(4096);
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      etcd.put("/registry/pods/shop/cart-" + random.nextInt(20), 900);
    }
    for (int i = 0; i < 5; i++) {
      etcd.put("/registry/configmaps/default/rules-" + i, 60_000);
      etcd.put(
          "/registry/cilium.io/ciliumendpoints/a-namespace-with-a-long-name/endpoint-" + i, 30);
      etcd.delete("/registry/pods/shop/cart-" + i);
    }
    etcd.meta("scheduledCompactRev", 100).meta("finishedCompactRev", 50).meta("term", 3);
    etcd.image().free(40);
    etcd.image()
        .put(
            "members",
            "8e9e05c52164694d",
            "{\"id\":1,\"peerURLs\":[\"https://10.0.0.1:2380\"],\"name\":\"a\\u001b[2J\"}");
    etcd.image().put("alarm", new byte[] {8, 77, 16, 1}, new byte[0]);
    return etcd;
  }

  @Test
  void textForATerminal() throws IOException {
    String text = AnalysisText.of(analysis(storm(), By.PREFIX, 3));

    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    CommittedFile.assertCurrent(GOLDEN.resolve("analyze.txt"), text, "golden.write");
  }

  @Test
  void jsonDocument() throws IOException {
    CommittedFile.assertCurrent(
        GOLDEN.resolve("analyze.json"),
        AnalysisJson.of("0.0.0", Instant.EPOCH, analysis(storm(), By.PREFIX, 2)),
        "golden.write");
  }

  @Test
  void keysAsRowsStayWithin80ColumnsHoweverLongTheyAre() throws IOException {
    EtcdImage etcd = storm().put("/registry/pods/" + "x".repeat(300), 5000);

    String text = AnalysisText.of(analysis(etcd, By.KEY, 5));

    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(text).contains("/registry/configmaps/").contains("\nother ").contains("\ntotal ");
  }

  @Test
  void ofSingleKeysFiveAreNamedHoweverManyRowsAreWanted() throws IOException {
    String text = AnalysisText.of(analysis(storm(), By.PREFIX, 20));

    for (String head : List.of("Most versions kept", "Most bytes of history", "Largest live")) {
      assertThat(text.substring(text.indexOf(head)).lines().skip(1).takeWhile(l -> !l.isEmpty()))
          .hasSize(5);
    }
  }

  @Test
  void whatWasNeverCompactedIsSaidToBeSo() throws IOException {
    EtcdImage etcd = new EtcdImage(4096).put("/registry/pods/default/a", 900);

    assertThat(AnalysisText.of(analysis(etcd, By.PREFIX, 3)))
        .contains("Revision 2, never compacted, ")
        .contains("A database without a snapshot's checksum.");
  }

  @Test
  void snapshotIsTakenAtItsChecksum() throws IOException {
    byte[] data = new EtcdImage(4096).put("/registry/pods/default/a", 900).bytes();
    Path file =
        Files.write(
            folder.resolve("snapshot.db"),
            Bytes.concat(data, Hashing.sha256().hashBytes(data).asBytes()));

    assertThat(
            AnalysisText.of(
                new Analyzer(AnalyzeSettings.of(By.PREFIX, 3), AnalyzeProgress.NONE).analyze(file)))
        .contains("A snapshot, and its checksum is right.");
  }

  @Test
  void rowsThatMayLackSomethingSaySo() throws IOException {
    Analysis found = analysis(storm(), By.PREFIX, 3);

    assertThat(AnalysisText.of(found)).doesNotContain("more prefixes than can be told apart");
    assertThat(AnalysisText.of(Named.as(found.file(), found, 7 << 10)))
        .contains("There are more prefixes than can be told apart: a row may lack up to 7.0 KiB");
  }

  @Test
  void cellsAddUpAndNothingThatIsThereIsLeftOut() {
    assertThat(Shares.cells(78, 1, 0, 1_000_000, 5, 0)).containsExactly(1, 0, 76, 1, 0);
    assertThat(Shares.cells(10, 0, 0)).containsExactly(10, 0);
    assertThat(Shares.cells(10, 1, 1, 1)).containsExactly(4, 3, 3);
  }
}
