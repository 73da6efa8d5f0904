package dev.etcdstorage.exporter.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage.Series;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The image beside three etcds in containers, which are frozen, cut off and killed. All tests share
 * them: each begins and ends with everything well, which it proves. On 3.5: what is tested is the
 * image and the network.
 */
@Tag("alone") // it measures how soon a page comes
@ExtendWith(NeedsEngine.class)
class NetworkIT {
  private static final int WRITES = 20;
  private static final Duration SOON = Duration.ofSeconds(30);

  /** A connection that was cut without a word is given up after 15 s, and then there is a pause. */
  private static final Duration MOVED_ON = Duration.ofSeconds(45);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** How soon before the scraper's patience ends the page must be there. */
  private static final Duration OFFSET = Duration.ofMillis(500);

  /** For a loaded machine. */
  private static final Duration SLACK = Duration.ofMillis(900);

  private static final Pattern WATCHED =
      Pattern.compile("msg=\"watching the keyspace\".* endpoint=http://([^:]+):");

  private static ClusterOfContainers cluster;
  private static ExporterContainer exporter;

  /** As the test found it. */
  private ScrapedPage before = ScrapedPage.parse("");

  private String exportersRun = "";

  @BeforeAll
  static void start() {
    cluster = ClusterOfContainers.start(EtcdBinaries.newest("3.5"));
    exporter =
        new ExporterContainer(
            cluster.clients(), "serve", "--cluster", "--endpoints=" + cluster.endpoints());
    exporter.start();
  }

  @AfterAll
  static void stop() {
    if (exporter != null) {
      exporter.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void allIsWell() {
    before = awaitAllWell();
    exportersRun = Engine.run(exporter);
  }

  @AfterEach
  void logTellsOfNoFault() {
    assertThat(exporter.logged("level=error")).isEmpty();
    assertThat(exporter.logged("\tat ")).isEmpty();
  }

  @Test
  void allThreeAreUpUnderTheLeaderThatEtcdNames() throws IOException {
    EtcdContainer leader = cluster.leader();

    ScrapedPage page = exporter.metrics();

    assertThat(page.members("etcd_storage_up")).containsExactly("etcd-0", "etcd-1", "etcd-2");
    assertUp(page, cluster.members());
    assertThat(page.leaders()).containsExactly(leader.name());
    for (EtcdContainer member : cluster.members()) {
      String id = Long.toHexString(Long.parseUnsignedLong(member.status().memberId()));
      assertThat(page.value("etcd_storage_member_info", "member", member.name(), "member_id", id))
          .isEqualTo(1);
    }
  }

  @Test
  void frozenMemberIsDownByTimeoutWithinTheScrapesDeadlineAndTheOthersAreUp(TestInfo test) {
    EtcdContainer frozen = cluster.others(cluster.leader()).get(0);

    try (Fault fault = Fault.paused(frozen)) {
      // When it does not answer
      RunningExporter.Scrape scrape = exporter.scrape(TIMEOUT);

      // Then the page says so before the scraper gives up
      assertThat(scrape.took()).isLessThan(TIMEOUT.minus(OFFSET).plus(SLACK));
      assertOnlyDown(scrape.page(), frozen);
      assertThat(errors(scrape.page(), frozen, "timeout"))
          .isGreaterThanOrEqualTo(errors(before, frozen, "timeout") + 1);
      assertThat(errors(scrape.page(), frozen, "unreachable"))
          .isEqualTo(errors(before, frozen, "unreachable"));
      assertThat(exporter.logged("member does not answer", frozen.name(), "reason=timeout"))
          .isNotEmpty();

      // and the others go on, which is counted
      write(cluster.others(frozen).get(0), test);
      fault.end();
    }
    assertAllWellWithEveryWriteCounted();
  }

  @Test
  void anotherLeadsWhileTheLeaderIsFrozenWhichThenFollows(TestInfo test) {
    EtcdContainer frozen = cluster.leader();
    List<EtcdContainer> others = cluster.others(frozen);

    try (Fault fault = Fault.paused(frozen)) {
      // When the others elect a leader
      awaitLeaderAmong(others);

      // Then it is on the page, and the old one is down
      ScrapedPage page = exporter.scrape(TIMEOUT).page();
      assertOnlyDown(page, frozen);
      assertThat(page.leaders()).containsExactly(cluster.leaderOf(others).name());

      write(others.get(0), test);
      fault.end();
    }
    // Then it follows
    ScrapedPage after = assertAllWellWithEveryWriteCounted();
    assertThat(after.leaders()).containsExactly(cluster.leader().name());
  }

  @Test
  void leaderCutOffFromItsPeersIsUpWithoutALeaderWhileTheOthersGoOn(TestInfo test)
      throws IOException {
    // Given that the leader is the one that writes are counted through
    EtcdContainer cut = watched();
    cluster.lead(cut);

    try (Fault fault = Fault.cutOff(cut, cluster.peers(), cut.peerName())) {
      // When the others have elected a leader, and it knows none
      EtcdContainer next = awaitLeaderAmong(cluster.others(cut));
      Poll.until(
          () -> cut.name() + " knows no leader", SOON, () -> cut.status().leader().isEmpty());
      write(next, test);

      // Then all are up, but it does not lead and falls behind
      ScrapedPage page = exporter.scrape(TIMEOUT).page();
      assertUp(page, cluster.members());
      assertThat(page.leaders()).containsExactly(cluster.leaderOf(cluster.others(cut)).name());
      double revision = revision(before);
      assertThat(page.of(cut.name(), "etcd_storage_revision")).isEqualTo(revision);
      assertThat(page.of(next.name(), "etcd_storage_revision"))
          .isGreaterThanOrEqualTo(revision + WRITES);
      assertThat(exporter.text())
          .contains("3 of 3 members answer; members do not agree on a leader: ")
          .contains("none");

      // and before long writes are counted through another
      awaitEveryWriteCounted(MOVED_ON);
      assertThat(watched()).isNotSameAs(cut);

      fault.end();
    }
    assertAllWellWithEveryWriteCounted();
  }

  @Test
  void memberCutOffFromTheExporterIsDownThoughTheClusterIsWell(TestInfo test) throws IOException {
    // Given that writes are counted through it
    EtcdContainer cut = watched();

    try (Fault fault = Fault.cutOff(cut, cluster.clients(), cut.name())) {
      // When it cannot be reached, then it is down
      RunningExporter.Scrape scrape = exporter.scrape(TIMEOUT);
      assertThat(scrape.took()).isLessThan(TIMEOUT.minus(OFFSET).plus(SLACK));
      assertOnlyDown(scrape.page(), cut);

      // and before long writes are counted through another
      write(cluster.others(cut).get(0), test);
      awaitEveryWriteCounted(MOVED_ON);
      assertThat(watched()).isNotSameAs(cut);

      fault.end();
    }
    // Then it has what was written meanwhile: it never left the cluster
    assertAllWellWithEveryWriteCounted();
    assertThat(cut.get(key(test) + (WRITES - 1))).isPresent();
  }

  @Test
  void killedMemberIsDownAndUpAgainWithItsDataUnderTheSameExporter(TestInfo test)
      throws IOException {
    // Given that writes are counted through it
    EtcdContainer killed = watched();
    String id = killed.status().memberId();
    write(killed, test);
    before = assertAllWellWithEveryWriteCounted();

    try (Fault fault = Fault.killed(killed)) {
      // When it is dead, then it is down, at each scrape
      for (int scrapes = 1; scrapes <= 2; scrapes++) {
        RunningExporter.Scrape scrape = exporter.scrape(TIMEOUT);
        assertThat(scrape.took()).isLessThan(TIMEOUT.minus(OFFSET).plus(SLACK));
        assertOnlyDown(scrape.page(), killed);
        assertThat(errors(scrape.page(), killed))
            .isGreaterThanOrEqualTo(errors(before, killed) + scrapes);
      }

      // and writes are counted through another
      write(cluster.others(killed).get(0), test);
      awaitEveryWriteCounted(SOON);
      assertThat(watched()).isNotSameAs(killed);

      fault.end();
    }
    // Then it is itself again, with what it had
    ScrapedPage after = assertAllWellWithEveryWriteCounted();
    assertThat(after.familiesOf(killed.name())).isEqualTo(before.familiesOf(killed.name()));
    assertThat(killed.status().memberId()).isEqualTo(id);
    assertThat(killed.get(key(test) + 0)).isPresent();
    for (EtcdContainer other : cluster.others(killed)) {
      assertThat(errors(after, other)).isEqualTo(errors(before, other));
    }
  }

  @Test
  void killedExporterIsRightFromItsFirstPageOn(TestInfo test) throws IOException {
    try (Fault fault = Fault.killed(exporter)) {
      // Given that it missed something
      write(cluster.members().get(0), test);
      fault.end();
    }
    // When it answers for the first time
    ScrapedPage first =
        Poll.answer(
            () -> "the exporter answers; it said:\n" + exporter.getLogs(),
            SOON,
            () -> Optional.of(exporter.metrics()));

    // Then all is there, as etcd itself has it
    assertUp(first, cluster.members());
    assertThat(first.leaders()).containsExactly(cluster.leader().name());
    for (EtcdContainer member : cluster.members()) {
      assertThat(first.of(member.name(), "etcd_storage_revision"))
          .isEqualTo((double) member.status().revision());
      assertThat(errors(first, member)).isZero();
    }
    assertThat(Engine.run(exporter)).isNotEqualTo(exportersRun);

    // and it counts from now on
    exportersRun = Engine.run(exporter);
    before = awaitAllWell();
    assertThat(seen(before)).isZero();
    write(cluster.members().get(0), test);
    assertThat(seen(assertAllWellWithEveryWriteCounted())).isGreaterThanOrEqualTo(WRITES);
  }

  /** Also for the next test. */
  private ScrapedPage assertAllWellWithEveryWriteCounted() {
    awaitAllWell();
    ScrapedPage after = awaitEveryWriteCounted(SOON);
    assertThat(Engine.run(exporter)).as("the exporter's only run").isEqualTo(exportersRun);
    return after;
  }

  /** All up and alike under one leader, and somebody watches. */
  private static ScrapedPage awaitAllWell() {
    return awaitPage("all members are up and alike", SOON, NetworkIT::allWell);
  }

  private static boolean allWell(ScrapedPage page) {
    return page.all("etcd_storage_up").stream().mapToDouble(Series::value).sum() == 3
        && page.all("etcd_storage_revision").stream().map(Series::value).distinct().count() == 1
        && page.members("etcd_storage_quota_bytes").size() == 3
        && page.leaders().size() == 1
        && page.value("etcd_storage_keyspace_working", "part", "watch") == 1;
  }

  /** Each revision since the test began was seen, none was missed, and each was one put. */
  private ScrapedPage awaitEveryWriteCounted(Duration within) {
    ScrapedPage after =
        awaitPage(
            "every write since is counted:\n" + before.ours(),
            within,
            page -> seen(page) - seen(before) == revision(page) - revision(before));
    assertThat(missed(after)).isZero();
    assertThat(
            after.all("etcd_storage_prefix_events_total", "event", "put").stream()
                .mapToDouble(Series::value)
                .sum())
        .isEqualTo(seen(after));
    return after;
  }

  @FunctionalInterface
  private interface Wanted {
    boolean of(ScrapedPage page);
  }

  private static ScrapedPage awaitPage(String description, Duration within, Wanted wanted) {
    ScrapedPage[] last = {ScrapedPage.parse("")};
    return Poll.answer(
        () -> description + "; the last page:\n" + last[0].ours() + exporter.getLogs(),
        within,
        () -> {
          last[0] = exporter.scrape(TIMEOUT).page();
          return Optional.of(last[0]).filter(wanted::of);
        });
  }

  /** As etcd itself says. */
  private static EtcdContainer awaitLeaderAmong(List<EtcdContainer> some) {
    EtcdContainer leader = cluster.leaderOf(some);
    assertThat(some).contains(leader);
    return leader;
  }

  /** The member that the exporter counts writes through. */
  private static EtcdContainer watched() {
    Matcher line = WATCHED.matcher(exporter.getLogs());
    String name = line.results().reduce((first, second) -> second).orElseThrow().group(1);
    return cluster.members().stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void write(EtcdContainer through, TestInfo test) {
    ClusterOfContainers.write(through, key(test), WRITES);
  }

  private static String key(TestInfo test) {
    return "/registry/configmaps/default/" + test.getTestMethod().orElseThrow().getName() + "-";
  }

  private static void assertOnlyDown(ScrapedPage page, EtcdContainer down) {
    assertThat(page.of(down.name(), "etcd_storage_up")).as(page.ours()).isZero();
    assertThat(page.familiesOf(down.name()))
        .isSubsetOf("etcd_storage_up", "etcd_storage_scrape_errors_total");
    assertUp(page, cluster.others(down));
  }

  private static void assertUp(ScrapedPage page, List<EtcdContainer> members) {
    for (EtcdContainer member : members) {
      assertThat(page.of(member.name(), "etcd_storage_up")).as(page.ours()).isEqualTo(1);
      assertThat(page.familiesOf(member.name())).containsAll(ScrapedPage.OF_A_MEMBER_THAT_IS_UP);
    }
  }

  private static double errors(ScrapedPage page, EtcdContainer member, String... reason) {
    return page.all("etcd_storage_scrape_errors_total", "member", member.name()).stream()
        .filter(series -> reason.length == 0 || series.labels().containsValue(reason[0]))
        .mapToDouble(Series::value)
        .sum();
  }

  /** How far the member that is furthest on is. */
  private static double revision(ScrapedPage page) {
    return page.all("etcd_storage_revision").stream()
        .mapToDouble(Series::value)
        .max()
        .orElseThrow();
  }

  private static double seen(ScrapedPage page) {
    return page.value("etcd_storage_revisions_seen_total");
  }

  private static double missed(ScrapedPage page) {
    return page.value("etcd_storage_revisions_missed_total");
  }
}
