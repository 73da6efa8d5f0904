package dev.etcdstorage.exporter.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.rules.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runbooks' form; that their commands work is {@link RunbookIT}'s affair. */
class RunbooksTest {
  static final Set<String> ALERTS =
      Rule.alerts(Rule.STORAGE).map(Rule::alert).collect(Collectors.toUnmodifiableSet());

  /** {@code sh} runs in the tests, {@code env} too with other files; the others cannot. */
  private static final Set<String> WORDS = Set.of("sh", "env", "console", "yaml");

  /** They need a Kubernetes node or systemd, or change files of one. */
  private static final Set<String> NEED_A_NODE =
      Set.of("kubectl", "systemctl", "journalctl", "crictl", "cp", "mv", "etcd-storage-exporter");

  /** May stand behind a pipe in such a block. */
  private static final Set<String> FILTERS = Set.of("grep", "tail");

  private static final Set<String> SUBSTITUTES = Set.of("crictl", "pgrep");
  private static final Pattern SUBSTITUTED = Pattern.compile("\\$\\((\\S+)");

  private static final Pattern ENVIRONMENT =
      Pattern.compile("export ETCDCTL_(ENDPOINTS=https://\\S+|(CACERT|CERT|KEY)=/\\S+)");

  private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(?:#([^)]*))?\\)");

  private static final Pattern QUOTA_AS_A_KEY =
      Pattern.compile("etcdctl\\s+put\\s+\\S*(quota|auto-compaction)");

  static List<Runbook> pages() {
    return Runbook.pages();
  }

  static Stream<Runbook> runbooks() {
    return pages().stream().filter(page -> page.name().startsWith("Etcd"));
  }

  @Test
  void everyAlertHasOneAndNoOtherIsThere() {
    assertThat(runbooks().map(Runbook::name)).containsExactlyInAnyOrderElementsOf(ALERTS);
  }

  @Test
  void indexNamesEveryAlertOnce() {
    List<String> linked =
        LINK.matcher(Runbook.named("README").prose().split("## ", 2)[0])
            .results()
            .map(link -> link.group(1).replace(".md", ""))
            .filter(name -> name.startsWith("Etcd"))
            .toList();

    assertThat(linked).containsExactlyInAnyOrderElementsOf(ALERTS);
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void runbookHasTheFourPartsInOrder(Runbook runbook) {
    assertThat(runbook.headings()).first().isEqualTo("# " + runbook.name());
    assertThat(runbook.parts()).containsExactly("Meaning", "Impact", "Diagnosis", "Mitigation");
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void diagnosisBeginsWithTheWayToEtcd(Runbook runbook) {
    String diagnosis = runbook.prose().split("## Diagnosis|## Mitigation", -1)[1];

    assertThat(diagnosis).contains("](access.md)");
    assertThat(runbook.blocks("sh")).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksPointAtPagesAndHeadingsThatExist(Runbook page) {
    Matcher link = LINK.matcher(page.prose());
    while (link.find()) {
      String file = link.group(1);
      Path target = file.isEmpty() ? page.file() : page.file().resolveSibling(file);
      assertThat(Files.exists(target)).as("%s in %s", link.group(), page).isTrue();
      if (link.group(2) != null) {
        assertThat(Runbook.read(target).anchors())
            .as("%s in %s", link.group(), page)
            .contains(link.group(2));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyBlockSaysWhetherItRuns(Runbook page) {
    assertThat(page.blocks())
        .allSatisfy(block -> assertThat(WORDS).as("%s", block).contains(block.word()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void blocksThatAreNotTestedHoldNoCommandThatCouldBe(Runbook page) {
    for (Runbook.Block block : page.blocks("console")) {
      for (String line : block.text().lines().toList()) {
        assertThat(NEED_A_NODE).as("%s: %s", page, line).contains(line.split(" ", 2)[0]);
        assertThat(line).as("%s", page).doesNotContain(";", "&&", "||", "`");
        SUBSTITUTED
            .matcher(line)
            .results()
            .forEach(
                inner -> assertThat(SUBSTITUTES).as("%s: %s", page, line).contains(inner.group(1)));
        for (String behindPipe : line.split("\\| *", -1)) {
          assertThat(FILTERS.contains(behindPipe.split(" ", 2)[0]) || line.startsWith(behindPipe))
              .as("%s: %s", page, line)
              .isTrue();
        }
      }
    }
    assertThat(page.blocks("yaml"))
        .allSatisfy(block -> assertThat(block.text()).doesNotContain("etcdctl", "curl"));
    assertThat(page.blocks("env"))
        .allSatisfy(
            block -> assertThat(block.text().lines()).allMatch(ENVIRONMENT.asMatchPredicate()));
  }

  /** The block is one shell's: to leave it would close the connection to the node. */
  @ParameterizedTest
  @MethodSource("pages")
  void pastedBlocksNeverEndTheShell(Runbook page) {
    assertThat(page.blocks("sh"))
        .allSatisfy(
            block ->
                assertThat(block.text())
                    .doesNotContainPattern("(^|[;&|({ ])(exit|exec|set -|return)\\b"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void quotaIsNeverPutAsAKey(Runbook page) {
    for (Runbook.Block block : page.blocks()) {
      assertThat(block.text()).as("%s", page).doesNotContainPattern(QUOTA_AS_A_KEY);
    }
  }

  /** All members at once is an outage; and a flag beside its variable is an error. */
  @ParameterizedTest
  @MethodSource("pages")
  void membersAreDefragmentedAndCompactedByName(Runbook page) {
    for (Runbook.Block block : page.blocks()) {
      for (String line : block.text().lines().toList()) {
        if (line.matches(".*etcdctl\\b[^#]*\\b(defrag|compact)\\b.*")) {
          assertThat(line).as("%s", page).contains("ETCDCTL_ENDPOINTS=$one etcdctl");
        }
        assertThat(line).as("%s", page).doesNotContain("--endpoints", "--cluster");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatIsDefragmentedWasCompactedOrNeedsIt(Runbook page) {
    List<String> blocks = page.blocks("sh").stream().map(Runbook.Block::text).toList();
    int defrag = firstWith(blocks, " defrag ");
    int compact = firstWith(blocks, " compact ");
    int snapshot = firstWith(blocks, "snapshot save");
    int disarm = firstWith(blocks, "alarm disarm");

    if (defrag >= 0) {
      assertThat(snapshot).as("a snapshot first").isBetween(0, defrag - 1);
      assertThat(compact).as("compact before defrag").isLessThan(defrag);
      assertThat(disarm < 0 || disarm > defrag).as("disarm last").isTrue();
    }
    if (snapshot >= 0) {
      assertThat(blocks.get(snapshot)).contains("umask 077");
      assertThat(compact < 0 || compact > snapshot).as("a snapshot first").isTrue();
    }
  }

  private static int firstWith(List<String> blocks, String text) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).contains(text)) {
        return i;
      }
    }
    return -1;
  }

  /** One block for one purpose, so that a mistake is mended everywhere or nowhere. */
  @Test
  void sameStepIsTheSameInEveryRunbook() {
    Map<String, Set<String>> variants = new LinkedHashMap<>();
    for (String step :
        List.of("etcdctl --command-timeout=1h defrag", "compact --physical", "canary")) {
      for (Runbook page : pages()) {
        for (Runbook.Block block : page.blocks("sh")) {
          if (block.text().contains(step)) {
            variants.computeIfAbsent(step, key -> new TreeSet<>()).add(block.text());
          }
        }
      }
    }

    assertThat(variants).hasSize(3);
    assertThat(variants.values()).allSatisfy(texts -> assertThat(texts).hasSize(1));
  }
}
