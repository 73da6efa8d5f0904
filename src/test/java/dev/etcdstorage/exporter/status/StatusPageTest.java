package dev.etcdstorage.exporter.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.advice.Headline;
import dev.etcdstorage.exporter.config.Shard;
import dev.etcdstorage.exporter.config.ShardShare;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.metrics.GoldenPage;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.text.OwnCommand;
import dev.etcdstorage.exporter.text.Runbook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page at {@code /}, as HTML and for a terminal. */
class StatusPageTest {
  static final PageFrame FRAME =
      new PageFrame(
          "1.2.3",
          Instant.parse("2026-01-01T12:00:30Z"),
          Duration.ofSeconds(30),
          List.of("/metrics", "/api/v1/status"),
          List.of(),
          Optional.empty(),
          name ->
              new OwnCommand(
                  "kubectl -n kube-system exec etcd-storage-exporter-x7x2z -c exporter --"
                      + " etcd-storage-exporter",
                  ""));

  private static String html(GoldenPage golden) {
    return StatusPage.html(FRAME, golden.observed());
  }

  private static String plain(GoldenPage golden) {
    return PlainPage.text(FRAME, golden.observed());
  }

  @ParameterizedTest
  @EnumSource(names = {"KEYSPACE", "GROWING", "NOSPACE", "MAINTAINED", "UNKNOWN", "NIGHT"})
  void pagesAreAsTheyWereCommitted(GoldenPage golden) {
    Path stem = Path.of(golden.file().toString().replace(".txt", ""));
    CommittedFile.assertCurrent(Path.of(stem + ".page.txt"), plain(golden), "golden.write");
    if (golden == GoldenPage.GROWING || golden == GoldenPage.KEYSPACE) {
      CommittedFile.assertCurrent(Path.of(stem + ".page.html"), html(golden), "golden.write");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothPagesNameEveryMemberAndSayTheSame(GoldenPage golden) {
    for (Observed cluster : golden.observed()) {
      cluster
          .sample()
          .members()
          .forEach(
              member -> {
                assertThat(html(golden)).contains(member.member());
                assertThat(plain(golden)).contains(member.member());
                String words = Headline.of(cluster, member).words();
                assertThat(html(golden)).contains(words);
                assertThat(plain(golden)).contains(words);
              });
    }
  }

  /** The policy forbids them, and the browser would leave them out in silence. */
  @ParameterizedTest
  @EnumSource
  void pageHasNoStyleAttributeNoScriptAndNothingThatChangesEtcd(GoldenPage golden) {
    assertThat(html(golden))
        .doesNotContain("style=\"")
        .doesNotContainIgnoringCase("<script")
        .doesNotContain("<form")
        .doesNotContain("<button")
        .doesNotContain("<img")
        .doesNotContain("<link");
  }

  @Test
  void hostileKeysAreText() {
    assertThat(html(GoldenPage.KEYSPACE))
        .contains("&lt;b&gt;cart-0&lt;/b&gt;")
        .doesNotContain("<b>cart");
    assertThat(html(GoldenPage.KEYSPACE)).contains("(hidden key of leases)");
  }

  @Test
  void alarmIsLoudAndComesBeforeTheMembers() {
    String page = html(GoldenPage.NOSPACE);

    assertThat(page.indexOf("ALARM NOSPACE")).isPositive().isLessThan(page.indexOf("<article"));
    assertThat(page).contains("<title>CRITICAL etcd-storage-exporter</title>");
    assertThat(page).contains("EtcdNoSpaceAlarm.md", "etcd-storage-exporter recover");
    assertThat(plain(GoldenPage.NOSPACE)).contains("!!! ALARM NOSPACE, raised by member e1");
  }

  @Test
  void membersThatNobodySeesStandAboveTheOthersAndCountInTheSum() {
    for (String page : List.of(html(GoldenPage.UNWATCHED), plain(GoldenPage.UNWATCHED))) {
      assertThat(page)
          .contains(
              "2 of 4 members answer",
              "8211f1d0f64f3269 was added and never started, but counts for the quorum",
              "etcd-4 is not watched",
              "https://10.0.0.9:2379 leads to several members in turn");
      assertThat(page.indexOf("never started")).isLessThan(page.indexOf("in use"));
    }
    assertThat(html(GoldenPage.UNWATCHED)).contains("<title>WARNING ");
  }

  @Test
  void unknownSplitIsCalledInUse() {
    assertThat(html(GoldenPage.HEALTHY))
        .contains("in use (live and history not told apart)")
        .doesNotContain("class=\"live\"")
        .doesNotContain("class=\"old\"");
    assertThat(html(GoldenPage.KEYSPACE))
        .contains("class=\"live\"", "class=\"old\"", "class=\"used\"", "class=\"free\"")
        .doesNotContain("not told apart");
  }

  @Test
  void watchThatIsAwayTellsWhatItsCountsLack() {
    assertThat(plain(GoldenPage.WATCH_AWAY))
        .contains("; 400 of 50,421 revisions missed, 10,021 not counted yet\n");
    assertThat(html(GoldenPage.WATCH_AWAY))
        .contains("; 400 of 50,421 revisions missed, 10,021 not counted yet.</p>");
    assertThat(plain(GoldenPage.KEYSPACE))
        .contains("Watch: works; 400 of 2,900,400 revisions missed.");
  }

  @Test
  void beforeTheFirstScanHasEndedItsEstimateIsCalledOne() {
    assertThat(plain(GoldenPage.WATCH_OFF))
        .contains(
            "none has finished yet; the first has read 312,000 of 1,000,000 keys. First estimate:"
                + " all have 162 MiB if the others are like them\n");
  }

  @Test
  void timeToFullPromisesNothingThatIsNotKnown() {
    assertThat(plain(GoldenPage.GROWING))
        .contains("full: in 9.1 h at the pace of the last minutes; in 9.1 h at the pace")
        .contains("full: not growing in the last minutes; not growing in the last hours")
        .contains("full: pace of the last minutes not known yet; pace of the last hours not");
    assertThat(plain(GoldenPage.NOSPACE)).contains("full: now");
    assertThat(plain(GoldenPage.QUOTA_DISABLED)).contains("full: never: the quota is disabled");
    assertThat(plain(GoldenPage.UNKNOWN)).contains("full: cannot be told: the quota is unknown");
  }

  @Test
  void memberThatDefragmentsIsNoDeadOne() {
    assertThat(plain(GoldenPage.DEFRAGMENTING))
        .contains("WARNING: defragments now")
        .contains("2 of 3 members answer; leader: etcd-2");
    assertThat(plain(GoldenPage.ONE_DOWN))
        .contains("WARNING: does not answer (unreachable): find out why")
        .contains("leader: member 8e9e05c521646942 (not among those that answer)");
  }

  @Test
  void lastMaintenanceIsToldWithItsResult() {
    assertThat(plain(GoldenPage.MAINTAINED))
        .contains("last defrag: 2026-01-02 03:04:05 UTC, reclaimed 6.5 GiB in 13 s")
        .contains("last defrag: FAILED 2026-01-02 03:14:05 UTC after 10 min: no answer within")
        .contains("defragments on its schedule; held back by apply_lag (2 times)");
  }

  @Test
  void refreshesUnlessAskedNotTo() {
    assertThat(html(GoldenPage.HEALTHY))
        .contains("<meta http-equiv=\"refresh\" content=\"30\">", "href=\"/?refresh=off\"");
    PageFrame still =
        new PageFrame(
            "1.2.3",
            FRAME.now(),
            Duration.ZERO,
            FRAME.paths(),
            List.of(),
            Optional.empty(),
            FRAME.own());
    assertThat(StatusPage.html(still, GoldenPage.HEALTHY.observed()))
        .doesNotContain("http-equiv")
        .contains("href=\"/\"");
    assertThat(PageFrame.refreshFor(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(30));
    assertThat(PageFrame.refreshFor(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void shardSaysWhichPartOfTheClustersIsOnItsPageAndThatNoneIsMissingWhereItHasNone() {
    ShardShare some = new ShardShare(Shard.parse("2/4"), 257, 1000);
    ShardShare none = new ShardShare(Shard.parse("3/4"), 0, 2);

    assertThat(PlainPage.text(shard(some), GoldenPage.HEALTHY.observed()))
        .contains(
            "\nShard 2/4 (shards count from 0): 257 of the 1000 clusters in the configuration\n");
    assertThat(StatusPage.html(shard(none), List.of()))
        .contains("Shard 3/4 (shards count from 0): 0 of the 2 clusters in the configuration.</p>")
        .doesNotContain(PlainPage.NOTHING);
    assertThat(PlainPage.text(shard(none), List.of())).doesNotContain(PlainPage.NOTHING);
    assertThat(PlainPage.text(shard(some), List.of())).contains(PlainPage.NOTHING);
    assertThat(StatusJson.of("1.2.3", Optional.of(some), FRAME.now(), List.of(), List.of()))
        .containsPattern(
            "\"shard\": *\\{\\s*\"index\": 2,\\s*\"total\": 4,\\s*\"clusters\": 257,"
                + "\\s*\"ofClusters\": 1000");
  }

  private static PageFrame shard(ShardShare share) {
    return new PageFrame(
        "1.2.3",
        FRAME.now(),
        FRAME.refresh(),
        FRAME.paths(),
        List.of(),
        Optional.of(share),
        FRAME.own());
  }

  @Test
  void fileThatCannotBeUsedStandsAboveAll() {
    FileFault fault =
        new FileFault(
            Path.of("/etc/<etcd>/ca.crt"),
            Instant.parse("2026-01-01T11:00:00Z"),
            "/etc/<etcd>/ca.crt: no such file");
    PageFrame frame =
        new PageFrame(
            "1.2.3",
            FRAME.now(),
            FRAME.refresh(),
            FRAME.paths(),
            List.of(fault),
            Optional.empty(),
            FRAME.own());

    assertThat(PlainPage.text(frame, GoldenPage.HEALTHY.observed()))
        .contains(
            "UTC\nSince 2026-01-01 11:00:00 UTC a file cannot be used, and what was read of it"
                + " before stays in use: /etc/<etcd>/ca.crt: no such file\n");
    assertThat(StatusPage.html(frame, GoldenPage.HEALTHY.observed()))
        .contains("/etc/&lt;etcd&gt;/ca.crt: no such file.</p>");
    assertThat(StatusJson.of("1.2.3", Optional.empty(), FRAME.now(), List.of(fault), List.of()))
        .contains(
            "\"file\": \"/etc/<etcd>/ca.crt\"".replace("<", "\\u003c").replace(">", "\\u003e"),
            "\"since\": \"2026-01-01T11:00:00Z\"");
  }

  @Test
  void pageWithoutClustersSaysWhereToLook() {
    assertThat(StatusPage.html(FRAME, List.of())).contains("The exporter&#39;s log says why");
    assertThat(PlainPage.text(FRAME, List.of())).contains("The exporter's log says why");
  }

  /** The rules link to the same place, and every page that is linked to is there. */
  @Test
  void runbooksAreWhereTheLinksLead() throws IOException {
    String base =
        Files.readAllLines(Path.of("rules/values")).stream()
            .filter(line -> line.startsWith("runbooks"))
            .map(line -> line.replaceFirst("^runbooks\\s+", ""))
            .findFirst()
            .orElseThrow();
    assertThat(Runbook.ALL).isEqualTo(base + "/README.md");
    for (Runbook runbook : Runbook.values()) {
      assertThat(runbook.url()).isEqualTo(base + "/" + runbook.alert() + ".md");
      assertThat(Path.of("docs/runbooks", runbook.alert() + ".md")).exists();
    }
  }
}
