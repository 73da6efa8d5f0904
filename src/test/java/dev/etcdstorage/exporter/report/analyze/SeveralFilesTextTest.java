package dev.etcdstorage.exporter.report.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.analyze.FileGrowth;
import dev.etcdstorage.exporter.analyze.MemberFile;
import dev.etcdstorage.exporter.analyze.MembersCompared;
import dev.etcdstorage.exporter.analyze.WalEnd;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.data.EtcdImage;
import dev.etcdstorage.exporter.testkit.data.KubernetesValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code analyze} prints of several files, and of those who wrote, word for word. */
class SeveralFilesTextTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path SHOWN = Path.of("/var/lib/etcd");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Analyzer BY_PREFIX =
      new Analyzer(AnalyzeSettings.of(By.PREFIX, 10), AnalyzeProgress.NONE);

  @TempDir private Path folder;

  private Path file(String name, EtcdImage etcd) throws IOException {
    return Files.write(folder.resolve(name), etcd.bytes());
  }

  private static void assertCommitted(String name, String text) {
    CommittedFile.assertCurrent(GOLDEN.resolve(name), text, "golden.write");
  }

  private static byte[] by(String manager, String operation, int minutes) {
    return new KubernetesValue()
        .by(manager, operation, NOON.plus(Duration.ofMinutes(minutes)))
        .protobuf();
  }

  /** Six prefixes with writers, of which the first has seven and all that is not told by name. */
  private static EtcdImage written() {
    EtcdImage etcd = new EtcdImage(4096);
    for (int manager = 0; manager < 7; manager++) {
      for (int i = 0; i < 9 - manager; i++) {
        etcd.put(
            "/registry/pods/shop/cart-" + i,
            by("controller-" + manager, manager == 1 ? "Apply" : "Update", 10 * manager + i));
      }
    }
    etcd.put("/registry/pods/shop/a", new KubernetesValue().protobuf())
        .put("/registry/pods/shop/b", "k8s:enc:aescbc:v1:key1:xyz".getBytes(StandardCharsets.UTF_8))
        .put("/registry/pods/shop/c", "text".getBytes(StandardCharsets.UTF_8));
    for (String prefix : List.of("leases", "secrets", "events", "nodes", "configmaps")) {
      etcd.put("/registry/" + prefix + "/kube-system/a", by("kubelet", "Update", 1));
      etcd.put(
          "/registry/" + prefix + "/kube-system/a",
          by("a-controller-with-quite-a-long-name-of-its-own", "Update", 2));
    }
    return etcd;
  }

  @Test
  void whoFilledItNamesTheHeaviestPrefixesAndTheirWriters() throws IOException {
    Path file = file("a.db", written());
    Path shown = SHOWN.resolve("a.db");
    Analysis found = Named.as(shown, BY_PREFIX.analyze(file));
    Analysis heaviest =
        Named.as(
            shown,
            new Analyzer(AnalyzeSettings.of(By.PREFIX, 2), AnalyzeProgress.NONE).analyze(file));

    assertCommitted(
        "analyze-who-filled-it.txt", String.join("\n", WhoFilledIt.lines(found)) + "\n");
    assertCommitted("analyze-writers.txt", AnalysisText.of(found));
    assertCommitted("analyze-writers.json", AnalysisJson.of("0.0.0", NOON, heaviest));
  }

  @Test
  void growthHasASignForEachFigure() throws IOException {
    // Given what grew, what shrank, what came, what went, and what stayed as it was
    EtcdImage before =
        new EtcdImage(4096)
            .put("/registry/events/default/a", 9_000)
            .put("/registry/secrets/default/a", 3_000)
            .put("/registry/nodes/a", by("kubelet", "Update", 0))
            .put("/registry/namespaces/a", by("argocd", "Apply", 0));
    EtcdImage after =
        new EtcdImage(4096)
            .put("/registry/events/default/a", 2_000)
            .put("/registry/secrets/default/a", 3_000)
            .put("/registry/nodes/a", by("kubelet", "Update", 0))
            .put("/registry/nodes/a", by("kubelet", "Update", 1))
            .put("/registry/nodes/a", by("argocd", "Apply", 2));
    for (int i = 0; i < 12; i++) {
      after.put("/registry/pods/default/a-pod-whose-name-is-rather-long-" + i, 500 + 100 * i);
    }
    after.delete("/registry/pods/default/a-pod-whose-name-is-rather-long-3");

    FileGrowth growth =
        FileGrowth.of(
            file("before.db", before),
            file("after.db", after),
            AnalyzeSettings.of(By.PREFIX, 20),
            AnalyzeProgress.NONE);

    FileGrowth shown =
        new FileGrowth(
            Named.as(SHOWN.resolve("before.db"), growth.before()),
            Named.as(SHOWN.resolve("after.db"), growth.after()),
            growth.rows(),
            growth.keys(),
            growth.managers());

    assertCommitted("analyze-growth.txt", FileGrowthText.of(shown));
    assertCommitted("analyze-growth.json", FileGrowthJson.of("0.0.0", NOON, shown));
  }

  private static EtcdImage member(int puts) {
    EtcdImage etcd = new EtcdImage(4096);
    for (int i = 0; i < puts; i++) {
      etcd.put("/registry/pods/default/" + i % 7, 300);
    }
    return etcd.meta("term", 3);
  }

  private Path broken(String name) throws IOException {
    return Files.write(folder.resolve(name), new byte[10_000]);
  }

  /** As if they stood elsewhere; the first has a WAL beside it. */
  private MembersCompared compared(Path... files) throws IOException {
    MembersCompared found = MembersCompared.of(List.of(files), BY_PREFIX);
    List<MemberFile> members = new ArrayList<>();
    for (MemberFile member : found.members()) {
      Path shown = SHOWN.resolve(folder.relativize(member.named()));
      members.add(
          new MemberFile(
              shown,
              member.analysis().map(analysis -> Named.as(shown, analysis)),
              member.why().map(this::elsewhere),
              members.isEmpty() ? Optional.of(new WalEnd(120, 3, 119)) : member.wal(),
              member.commonHash()));
    }
    return new MembersCompared(
        members,
        found.best(),
        found.comparedAbove(),
        found.comparedUpTo(),
        found.notes().stream().map(this::elsewhere).toList());
  }

  private String elsewhere(String text) {
    return text.replace(folder.toString(), SHOWN.toString());
  }

  @Test
  void memberThatIsFurthestIsTheOneToRestoreFrom() throws IOException {
    Path behind = file("behind.db", member(30).meta("consistent_index", 0));
    Path furthest = file("furthest.db", member(33).meta("consistent_index", 40));
    Path same = file("the-same-as-the-furthest.db", member(33).meta("consistent_index", 40));

    MembersCompared three = compared(behind, furthest, broken("broken.db"));
    MembersCompared alike = compared(furthest, same);
    MembersCompared none = compared(broken("broken.db"), broken("too.db"));

    assertCommitted(
        "analyze-members.txt",
        MembersText.of(three) + "\n" + MembersText.of(alike) + "\n" + MembersText.of(none));
    assertCommitted("analyze-members.json", MembersJson.of("0.0.0", NOON, three));
  }

  @Test
  void longNamesAreCutInTheirMiddleAndNeverThroughACharacter() {
    assertThat(RowOfKeys.shortened("/registry/pods/a", 16)).isEqualTo("/registry/pods/a");
    assertThat(RowOfKeys.shortened("/registry/pods/ab", 16)).isEqualTo("/registr…pods/ab");
    // A character of two halves begins at the fourth place, and one ends at the last but third
    assertThat(RowOfKeys.shortened("abc\ud83d\ude00defghijk", 8)).isEqualTo("abc…ijk");
    assertThat(RowOfKeys.shortened("abcdefghi\ud83d\ude00jk", 8)).isEqualTo("abcd…jk");
  }
}
