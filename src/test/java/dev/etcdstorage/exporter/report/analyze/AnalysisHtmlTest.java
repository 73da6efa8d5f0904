package dev.etcdstorage.exporter.report.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.data.EtcdImage;
import dev.etcdstorage.exporter.testkit.data.KubernetesValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisHtmlTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  private String page(EtcdImage etcd) throws IOException {
    Path file = Files.write(folder.resolve("db"), etcd.bytes());
    Analysis found =
        new Analyzer(AnalyzeSettings.of(By.PREFIX, 10), AnalyzeProgress.NONE).analyze(file);
    return AnalysisHtml.of(
        "0.0.0", Instant.EPOCH, Named.as(Path.of("/var/lib/etcd/member/snap/db"), found));
  }

  @Test
  void everyRectangleIsWhereItWas() throws IOException {
    // Given large and tiny prefixes, all history, all live and in between, written in two bursts
    EtcdImage etcd = new EtcdImage(4096).put("/registry/events/default/tiny", 10);
    for (int i = 0; i < 40; i++) {
      Instant at = NOON.plusSeconds(i < 10 ? 60L * i : 6000 + 45L * i);
      etcd.put(
          "/registry/pods/default/p-" + i % 3,
          new KubernetesValue().by("kubelet", "Update", at).protobuf());
    }
    for (int i = 0; i < 6; i++) {
      etcd.put("/registry/secrets/default/s-" + i, 9_000)
          .put("/registry/configmaps/default/same", 4_000)
          .put("/registry/leases/default/l-" + i, 300);
    }
    etcd.delete("/registry/configmaps/default/same");
    etcd.image().free(7);

    CommittedFile.assertCurrent(
        Path.of("src/test/resources/golden/analyze.html"), page(etcd), "golden.write");
  }

  @Test
  void pageHasPicturesAndNothingThatRunsOrIsLoaded() throws IOException {
    EtcdImage etcd = new EtcdImage(4096);
    for (int i = 0; i < 20; i++) {
      etcd.put(
          "/registry/pods/default/a",
          new KubernetesValue().by("kubelet", "Update", NOON.plusSeconds(60L * i)).protobuf());
    }

    String page = page(etcd);

    assertThat(page)
        .contains("<svg")
        .contains("kubelet (Update)")
        .contains("the prefixes by what they take");
    assertThat(page).doesNotContain("<script").doesNotContain("href=").doesNotContain("src=");
    assertThat(page).contains("2026-03-01 12:00:00 UTC to 2026-03-01 12:20:00 UTC");
  }

  @Test
  void hostileKeysAndValuesStayText() throws IOException {
    EtcdImage etcd =
        new EtcdImage(4096)
            .put(
                "/registry/<script>alert(1)</script>/a",
                new KubernetesValue()
                    .by("<img src=x>", "Update", NOON)
                    .holding("TOP-SECRET")
                    .json());

    String page = page(etcd);

    assertThat(page).doesNotContain("<script").doesNotContain("<img").doesNotContain("TOP-SECRET");
    assertThat(page).contains("&lt;script&gt;").contains("&lt;img src=x&gt;");
  }

  /** No area is lost, nothing lies outside, and no two lie on each other. */
  @Property(tries = 300)
  void treemapFillsItsRectangle(
      @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 1, max = 1_000_000) Long> sizes) {
    List<Long> sorted = sizes.stream().sorted((a, b) -> Long.compare(b, a)).toList();
    double sum = sorted.stream().mapToDouble(Long::doubleValue).sum();

    List<Treemap.Cell> cells = Treemap.of(sorted, 1000, 420);

    assertThat(cells).hasSameSizeAs(sorted);
    for (int i = 0; i < cells.size(); i++) {
      Treemap.Cell cell = cells.get(i);
      assertThat(cell.width() * cell.height())
          .isCloseTo(sorted.get(i) / sum * 420_000, Offset.offset(1.0));
      assertThat(cell.x()).isGreaterThanOrEqualTo(-0.001);
      assertThat(cell.x() + cell.width()).isLessThanOrEqualTo(1000.01);
      assertThat(cell.y() + cell.height()).isLessThanOrEqualTo(420.01);
      assertThat(cells.subList(0, i)).noneMatch(other -> overlap(cell, other));
    }
  }

  private static boolean overlap(Treemap.Cell one, Treemap.Cell other) {
    return Math.min(one.x() + one.width(), other.x() + other.width()) - Math.max(one.x(), other.x())
            > 0.001
        && Math.min(one.y() + one.height(), other.y() + other.height())
                - Math.max(one.y(), other.y())
            > 0.001;
  }
}
