package dev.etcdstorage.exporter.check;

import static dev.etcdstorage.exporter.advice.Severity.CRITICAL;
import static dev.etcdstorage.exporter.advice.Severity.OK;
import static dev.etcdstorage.exporter.advice.Severity.UNKNOWN;
import static dev.etcdstorage.exporter.advice.Severity.WARNING;
import static dev.etcdstorage.exporter.check.ClusterBuilder.GIB;
import static dev.etcdstorage.exporter.check.ClusterBuilder.MIB;
import static dev.etcdstorage.exporter.check.ClusterBuilder.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.advice.Advice;
import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of a cluster, and how bad that is. */
class FindingsTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private static List<Finding> of(ClusterBuilder cluster) {
    return cluster.diagnosis().findings();
  }

  private static void assertFinds(ClusterBuilder cluster, Severity severity, String... fragments) {
    assertThat(of(cluster))
        .filteredOn(finding -> List.of(fragments).stream().allMatch(finding.text()::contains))
        .as("%s", of(cluster))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(severity);
  }

  private static void assertSilentOf(ClusterBuilder cluster, String fragment) {
    assertThat(of(cluster)).noneMatch(finding -> finding.text().contains(fragment));
  }

  @Test
  void healthyClusterGivesNothingToSay() {
    assertThat(of(cluster().healthy().healthy().healthy())).isEmpty();
    assertThat(cluster().healthy().diagnosis().severity()).isEqualTo(OK);
  }

  // --- who answers ---------------------------------------------------------------------------

  @Test
  void minorityThatIsSilentIsAWarningAndHalfOfTheMembersAnOutage() {
    assertFinds(
        cluster().healthy().healthy().failed(Reason.UNREACHABLE, "Connection refused"),
        WARNING,
        "etcd-3 does not answer (unreachable: Connection refused)");
    assertFinds(
        cluster().healthy().failed(Reason.TIMEOUT, "no answer"), CRITICAL, "etcd-2 does not");
    assertFinds(cluster().failed(Reason.TLS, "expired"), CRITICAL, "etcd-1 does not answer");
  }

  @Test
  void memberThatRefusesTheUserIsUnknownAndNoOutage() {
    ClusterBuilder refused =
        cluster()
            .failed(Reason.PERMISSION_DENIED, "permission denied")
            .failed(Reason.UNAUTHENTICATED, "user name is empty");

    assertFinds(refused, UNKNOWN, "etcd-1 refuses this user (permission denied)");
    assertFinds(refused, UNKNOWN, "etcd-2 refuses this user");
    assertThat(refused.diagnosis().severity()).isEqualTo(UNKNOWN);
  }

  @Test
  void memberThatDefragmentsIsNotDead() {
    ClusterBuilder one = cluster().defragmenting();

    assertFinds(one, WARNING, "etcd-1 is being defragmented");
    assertThat(one.diagnosis().severity()).isEqualTo(WARNING);
  }

  @Test
  void clusterWithoutALeaderIsCritical() {
    assertFinds(cluster().member(seen -> seen.leaderless()), CRITICAL, "etcd-1 has no leader");
  }

  @Test
  void membersThatWereNotAskedAreNamedAndChangeNoExitCode() {
    assertFinds(
        cluster().healthy().another(Why.NOT_CONFIGURED).another(Why.NOT_CONFIGURED),
        OK,
        "in the member list but not checked: etcd-2 and etcd-3; --cluster checks all");
    assertSilentOf(cluster().healthy().failed(Reason.TIMEOUT, "x"), "not checked");
  }

  @Test
  void voterThatNeverStartedIsAWarningWithTheSum() {
    ClusterBuilder cluster = cluster().healthy().healthy().healthy().another(Why.NEVER_STARTED);

    assertFinds(
        cluster,
        WARNING,
        "e4 was added and never started, but counts for the quorum",
        "etcdctl member remove e4",
        "3 of 4 members answer");
    assertThat(cluster.diagnosis().severity()).isEqualTo(WARNING);
  }

  @Test
  void voterThatNeverStartedCountsAsSilent() {
    assertFinds(
        cluster().healthy().healthy().failed(Reason.TIMEOUT, "x").another(Why.NEVER_STARTED),
        CRITICAL,
        "etcd-3 does not answer");
    assertFinds(
        cluster().healthy().healthy().failed(Reason.TIMEOUT, "x").another(Why.NEVER_STARTED, false),
        WARNING,
        "etcd-3 does not answer");
  }

  @Test
  void learnerThatNeverStartedIsToldWithoutTheQuorum() {
    ClusterBuilder cluster = cluster().healthy().another(Why.NEVER_STARTED, false);

    assertFinds(cluster, WARNING, "e2 was added as a learner and never started: start it");
    assertSilentOf(cluster, "quorum");
    assertSilentOf(cluster, "members answer");
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_ADDRESS, leads to another member",
    "PLAIN_TEXT, plain http only",
    "NO_TLS_SETTINGS, give --cacert",
    "NO_USABLE_URL, no http or https address"
  })
  void memberThatNoEndpointLedToIsAWarningByName(Why why, String words) {
    assertFinds(
        cluster().healthy().another(why),
        WARNING,
        "etcd-2 is not watched",
        words,
        "http://localhost:2379");
  }

  @ParameterizedTest
  @CsvSource({
    "SAME_MEMBER, leads to the same member as https://10.0.0.9:2379",
    "SEVERAL_MEMBERS, leads to several members in turn"
  })
  void endpointThatMisleadsIsAWarning(EndpointWarning.Problem problem, String words) {
    assertFinds(cluster().healthy().warned(problem), WARNING, "https://10.0.0.1:2379 " + words);
  }

  @Test
  void clusterThatCouldNotBeLookedAtIsUnknown() {
    assertFinds(cluster(), UNKNOWN, "could not be looked at");
  }

  @Test
  void endpointsOfDifferentClustersAreToldApart() {
    assertFinds(
        cluster().healthy().member(seen -> seen.cluster(0xc2)), WARNING, "2 different clusters");
  }

  // --- alarms --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"NOSPACE, etcd refuses writes", "CORRUPT, members disagree"})
  void alarmIsToldOnceAndCritical(Alarm alarm, String meaning) {
    assertFinds(
        cluster().members(2, seen -> seen.alarm(alarm)).healthy(),
        CRITICAL,
        "alarm " + alarm,
        meaning,
        "listed by etcd-1 and etcd-2");
  }

  private static Set<Advice> given(ClusterBuilder cluster) {
    return Diagnosis.of(cluster.examined(), new OwnCommand(OwnCommand.NAME, "")).advice().keySet();
  }

  private static List<String> advice(ClusterBuilder cluster) {
    return given(cluster).stream().map(Advice::words).toList();
  }

  @Test
  void alarmThatOutlivedItsCauseOnlyWaitsToBeDisarmed() {
    assertThat(advice(cluster().members(2, seen -> seen.alarm(Alarm.NOSPACE))))
        .singleElement()
        .asString()
        .contains("every file is far below its quota: only the alarm is left to disarm");
    assertThat(
            advice(
                cluster()
                    .member(seen -> seen.alarm(Alarm.NOSPACE))
                    .failed(Reason.TIMEOUT, "no answer")))
        .anySatisfy(words -> assertThat(words).contains("where all are, only the alarm is left"));
  }

  @Test
  void spaceIsToBeGivenBackWhereOneFileIsNearItsQuotaOrEtcdDoesNotTellIt() {
    for (ClusterBuilder cluster :
        List.of(
            cluster()
                .member(seen -> seen.alarm(Alarm.NOSPACE))
                .member(seen -> seen.alarm(Alarm.NOSPACE).quota(190 * MIB)),
            cluster().member(seen -> seen.alarm(Alarm.NOSPACE).quota(Optional.empty())),
            cluster()
                .member(
                    seen ->
                        seen.alarm(Alarm.NOSPACE)
                            .quota(Optional.of(new Quota(8 * GIB, Quota.Source.CONFIG)))))) {
      assertThat(advice(cluster))
          .singleElement()
          .asString()
          .contains("until space is reclaimed and the alarm is disarmed");
    }
  }

  /** {@code defrag} by itself would say that too little of the file is free. In MiB of 1000. */
  @ParameterizedTest
  @CsvSource({
    "700, 500, 10, recover",
    "500, 400, 480, defrag --fragmentation 0.40",
    "400, 400, 390, defrag"
  })
  void nearTheQuotaTheCommandIsOneThatDefragments(
      long inUse, long compacted, long live, String command) {
    ClusterBuilder cluster =
        cluster()
            .member(
                seen ->
                    seen.space(850 * MIB, inUse * MIB).quota(1000 * MIB).revisions(500, compacted))
            .scanned(live * MIB);

    assertThat(commands(cluster)).containsExactly(command);
  }

  private static List<String> commands(ClusterBuilder cluster) {
    return given(cluster).stream().flatMap(advice -> advice.command().stream()).toList();
  }

  @Test
  void theWorstComesFirst() {
    List<Finding> findings =
        of(
            cluster()
                .member(seen -> seen.space(7_000 * MIB, 6_900 * MIB))
                .healthy()
                .another(Why.NOT_CONFIGURED)
                .member(seen -> seen.alarm(Alarm.NOSPACE).quota(100 * GIB)));

    assertThat(findings)
        .extracting(Finding::severity)
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(findings.get(0).text()).startsWith("alarm NOSPACE");
  }

  // --- quota ---------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"799, OK", "801, WARNING", "949, WARNING", "951, CRITICAL", "1100, CRITICAL"})
  void quotaUseAboveTheAlertsThresholds(long size, Severity severity) {
    ClusterBuilder used =
        cluster().member(seen -> seen.space(size * MIB, 90 * MIB).quota(1000 * MIB));

    if (severity != OK) {
      assertFinds(used, severity, "etcd-1 has used", "% of its quota: ");
    } else {
      assertSilentOf(used, "of its quota");
    }
  }

  @Test
  void unknownQuotaIsUnknownWhereTheFileIsLargeAndANoteWhereItIsSmall() {
    assertFinds(
        cluster().member(seen -> seen.quota(Optional.empty())), UNKNOWN, "the quota of etcd-1");
    assertFinds(
        cluster().member(seen -> seen.quota(Optional.empty()).space(20 * MIB, 10 * MIB)),
        OK,
        "the quota of etcd-1 is unknown",
        "--quota-bytes");
  }

  @Test
  void quotaThatNobodyChoseOrIsTooLargeOrDisabledIsANote() {
    assertFinds(
        cluster().member(seen -> seen.quota(2 * GIB)), OK, "--quota-backend-bytes", "etcd-1");
    assertFinds(cluster().member(seen -> seen.quota(9 * GIB)), OK, "above 8 GiB", "etcd-1");
    assertFinds(cluster().member(seen -> seen.quota(-1)), OK, "quota is disabled", "etcd-1");
    assertSilentOf(cluster().member(seen -> seen.quota(-1)), "has used");
  }

  @Test
  void quotasThatDifferAreAWarning() {
    assertFinds(
        cluster().healthy().member(seen -> seen.quota(4 * GIB)).healthy(),
        WARNING,
        "quotas differ",
        "4.0 GiB (etcd-2), 8.0 GiB (etcd-1 and etcd-3)");
  }

  // --- growth --------------------------------------------------------------------------------

  /** The file grew from that by so much in ten seconds, under a quota of 1000 MiB. */
  private static ClusterBuilder grew(long from, long by) {
    return cluster()
        .member(seen -> seen.space((from + by) * MIB, 90 * MIB).quota(1000 * MIB))
        .before(TEN_SECONDS, seen -> seen.space(from * MIB, 90 * MIB).quota(1000 * MIB));
  }

  @Test
  void fileThatWillBeFullSoonIsToldByTheAlertsThresholds() {
    // 299 MiB are left: at 0.1 MiB/s for 50 minutes, at 1 MiB/s for 290 seconds
    assertFinds(grew(700, 1), WARNING, "etcd-1 will be full in 50 min", "last 10 s", "102 KiB/s");
    assertFinds(
        grew(700, 10), CRITICAL, "etcd-1 will be full in 4.8 min", "its file grows by 1.0 MiB/s");
  }

  @Test
  void nothingIsSaidOfAFileThatDoesNotGrowOrIsLessThanHalfFull() {
    assertSilentOf(grew(700, 0), "will be full");
    assertSilentOf(grew(700, -5), "will be full");
    assertSilentOf(grew(300, 50), "will be full");
    assertSilentOf(
        cluster().member(seen -> seen.space(700 * MIB, 90 * MIB).quota(1000 * MIB)),
        "will be full");
  }

  @Test
  void fileThatIsFullAlreadyWillNotBeSo() {
    assertSilentOf(grew(1_050, 50), "will be full");
    assertFinds(grew(1_050, 50), CRITICAL, "etcd-1 has used 110% of its quota");
  }

  @Test
  void eachMemberGrowsByItself() {
    ClusterBuilder one =
        cluster()
            .member(seen -> seen.space(700 * MIB, 90 * MIB).quota(1000 * MIB))
            .before(TEN_SECONDS, seen -> seen.space(700 * MIB, 90 * MIB))
            .member(seen -> seen.space(710 * MIB, 90 * MIB).quota(1000 * MIB))
            .before(TEN_SECONDS, seen -> seen.space(700 * MIB, 90 * MIB));

    assertFinds(one, CRITICAL, "etcd-2 will be full in 4.8 min");
    assertSilentOf(one, "etcd-1 will be full");
    assertThat(one.examined().growth(one.examined().answering().get(0).reached()).sizePace())
        .hasValue(0);
  }

  /** In-use pages rise until the next compaction: only what it may be too late for counts. */
  @Test
  void pagesInUseCountOnlyWhereTheyFillTheQuotaBeforeACompactionIsSure() {
    ClusterBuilder sawtooth =
        cluster()
            .member(seen -> seen.space(700 * MIB, 210 * MIB).quota(1000 * MIB))
            .before(TEN_SECONDS, seen -> seen.space(700 * MIB, 200 * MIB));
    ClusterBuilder refill =
        cluster()
            .member(seen -> seen.space(700 * MIB, 210 * MIB).quota(1000 * MIB))
            .before(TEN_SECONDS, seen -> seen.space(700 * MIB, 180 * MIB));

    assertSilentOf(sawtooth, "will be full");
    assertFinds(refill, CRITICAL, "will be full in 4.4 min", "its pages in use grow by 3.0 MiB/s");
  }

  @Test
  void anotherStoreThanBeforeSaysNothingOfGrowth() {
    ClusterBuilder rebuilt =
        cluster()
            .member(seen -> seen.space(700 * MIB, 90 * MIB).quota(1000 * MIB))
            .before(TEN_SECONDS, seen -> seen.space(600 * MIB, 90 * MIB).cluster(0xc2));

    ClusterBuilder restored =
        cluster()
            .member(seen -> seen.space(700 * MIB, 90 * MIB).quota(1000 * MIB).revisions(500, 400))
            .before(TEN_SECONDS, seen -> seen.space(600 * MIB, 90 * MIB).revisions(501, 400));

    assertSilentOf(rebuilt, "will be full");
    assertSilentOf(restored, "will be full");
  }

  // --- what fills the file -------------------------------------------------------------------

  @Test
  void fragmentedLearnerIsANoteAndToldWhatEtcdCanDo() {
    ClusterBuilder cluster = cluster().healthy().learner(seen -> seen.space(GIB, 100 * MIB));

    assertFinds(
        cluster,
        OK,
        "90.2% of the learner etcd-2's file is free pages",
        "cannot defragment a learner");
    assertThat(cluster.diagnosis().severity()).isEqualTo(OK);
    assertThat(advice(cluster))
        .anySatisfy(
            words -> assertThat(words).contains("etcdutl defrag --data-dir", "add it anew"));
    assertThat(given(cluster)).allSatisfy(advice -> assertThat(advice.command()).isEmpty());
    assertThat(advice(cluster().learner(seen -> seen.space(GIB, 200 * MIB).version("3.4.23"))))
        .anySatisfy(words -> assertThat(words).contains("etcdctl defrag --data-dir"));
  }

  @Test
  void verdictsThatAskForSomethingAreWarnings() {
    assertFinds(
        cluster().member(seen -> seen.space(GIB, 200 * MIB)),
        WARNING,
        "80% of etcd-1's file is free pages, 824 MiB");
    assertFinds(
        cluster().member(seen -> seen.space(GIB, 1_000 * MIB)).scanned(156 * MIB),
        WARNING,
        "old versions take up to 844 MiB of etcd-1's file, live data 156 MiB");
    assertFinds(
        cluster()
            .member(seen -> seen.space(GIB, 1_000 * MIB).quota(1_100 * MIB))
            .scanned(950 * MIB),
        WARNING,
        "live data alone takes 950 MiB of etcd-1's quota");
  }

  @Test
  void whatWasWrittenSinceTheScanAndNotSeenMayLive() {
    ClusterBuilder since =
        cluster().member(seen -> seen.space(GIB, 1_000 * MIB).revisions(1_860_000, 0));
    ClusterBuilder hardly =
        cluster().member(seen -> seen.space(GIB, 1_000 * MIB).revisions(1_850_100, 0));

    assertFinds(
        since.scanned(156 * MIB), UNKNOWN, "file is made of cannot be told before the next scan");
    assertFinds(hardly.scanned(156 * MIB), WARNING, "old versions take up to 844 MiB");
  }

  @Test
  void whatMayBeHalfEmptyPagesIsNotNothingToDo() {
    ClusterBuilder free =
        cluster().member(seen -> seen.space(GIB, 600 * MIB).revisions(1_850_021, 1_840_000));

    assertFinds(
        free.scanned(450 * MIB), UNKNOWN, "cannot be told before the next scan or compaction");
    assertSilentOf(free.scanned(590 * MIB), "cannot be told");
  }

  @Test
  void scanThatFailedIsUnknown() {
    assertFinds(cluster().healthy().scanTrouble("the scan was given up: x"), UNKNOWN, "given up");
  }

  // --- compaction ----------------------------------------------------------------------------

  @Test
  void nobodyEverCompactedIsAWarningWhereItMattersAndANoteWhereNot() {
    assertFinds(
        cluster().member(seen -> seen.revisions(50_000, 0).space(GIB, GIB)),
        WARNING,
        "nobody has ever compacted: all 50,000 revisions");
    assertFinds(
        cluster().member(seen -> seen.revisions(50_000, 0)), OK, "nobody has ever compacted");
    assertFinds(
        cluster().member(seen -> seen.revisions(10_000, 0)), OK, "nobody has ever compacted");
    assertSilentOf(cluster().member(seen -> seen.revisions(9_999, 0)), "compacted");
  }

  @Test
  void ofASmallQuotaLittleHistoryIsMuch() {
    assertFinds(neverCompacted(51), WARNING, "nobody has ever compacted");
    assertFinds(neverCompacted(50), OK, "nobody has ever compacted");
  }

  private static ClusterBuilder neverCompacted(long mibInUse) {
    return cluster()
        .member(seen -> seen.revisions(50_000, 0).space(60 * MIB, mibInUse * MIB).quota(500 * MIB));
  }

  /** One that was away has compacted nothing since, and tells nothing of the others. */
  @Test
  void memberThatIsFurthestOnSpeaksForAll() {
    ClusterBuilder cluster =
        cluster()
            .member(seen -> seen.revisions(20_000, 0))
            .member(seen -> seen.revisions(30_000, 29_000));

    assertSilentOf(cluster, "compacted");
  }

  @Test
  void manyRevisionsAreAWarningUntilAScanTellsThatTheyAreSmall() {
    ClusterBuilder many =
        cluster().member(seen -> seen.revisions(3_000_000, 1_000_000).space(GIB, 900 * MIB));

    assertFinds(
        many, WARNING, "2,000,000 revisions are kept; only --scan tells how much space", "--scan");
    assertFinds(
        cluster().member(seen -> seen.revisions(3_000_000, 2_000_000).space(GIB, 900 * MIB)),
        WARNING,
        "1,000,000 revisions are kept");
    assertSilentOf(
        cluster().member(seen -> seen.revisions(3_000_000, 2_000_001).space(GIB, 900 * MIB)),
        "revisions are kept");
    assertSilentOf(many.scanned(850 * MIB), "revisions are kept");
    assertFinds(many.scanned(500 * MIB), WARNING, "2,000,000 revisions are kept; find out");
  }

  @Test
  void compactionThatStoodStillIsToldOnlyAfterATimeInWhichItShouldHaveMoved() {
    assertFinds(
        written(Duration.ofMinutes(6), 1_000, 500), OK, "nobody has compacted within the 6 min");
    assertSilentOf(written(Duration.ofSeconds(359), 1_000, 500), "nobody has compacted");
    assertSilentOf(written(Duration.ofMinutes(7), 1_000, 900), "nobody has compacted");
  }

  /** Revision 2,000 and compacted at that now, and so long before another and 500. */
  private static ClusterBuilder written(Duration within, long from, long compacted) {
    return cluster()
        .member(seen -> seen.revisions(2_000, compacted))
        .before(within, seen -> seen.revisions(from, 500));
  }

  @Test
  void whereNobodyWroteThereWasNothingToCompact() {
    assertSilentOf(written(Duration.ofMinutes(7), 2_000, 500), "nobody has compacted");
  }

  // --- versions and differences --------------------------------------------------------------

  @Test
  void knownDefectsAreNamedWithTheirMembersAndTheVersionWithoutThem() {
    ClusterBuilder old = cluster().member(seen -> seen.version("3.5.2")).healthy();

    assertFinds(old, WARNING, "etcd 3.5.2 (etcd-1)", "etcd#14733", "fixed in 3.5.6");
    assertFinds(old, WARNING, "etcd#13766", "fixed in 3.5.3");
    assertFinds(old, OK, "etcd#20659");
    assertFinds(old, OK, "members run different versions: 3.5.2 (etcd-1), 3.5.30 (etcd-2)");
    assertSilentOf(cluster().healthy().healthy(), "version");
    assertSilentOf(cluster().member(seen -> seen.version("main")), "etcd#");
  }

  @Test
  void membersThatDifferInSizeAreNamed() {
    assertFinds(
        cluster().healthy().member(seen -> seen.space(700 * MIB, 300 * MIB)),
        WARNING,
        "etcd-2 has far more pages in use than etcd-1, 300 MiB against 90.0 MiB");
    assertFinds(
        cluster().healthy().member(seen -> seen.space(700 * MIB, 95 * MIB)),
        OK,
        "etcd-2 has a far larger file than etcd-1, 700 MiB against 160 MiB");
    assertSilentOf(
        cluster().healthy().member(seen -> seen.space(299 * MIB, 95 * MIB)), "far larger");
    // Three times as large, but small
    assertSilentOf(
        cluster()
            .member(seen -> seen.space(40 * MIB, 40 * MIB))
            .member(seen -> seen.space(140 * MIB, 140 * MIB)),
        "far ");
  }
}
