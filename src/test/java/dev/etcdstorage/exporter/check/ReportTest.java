package dev.etcdstorage.exporter.check;

import static dev.etcdstorage.exporter.check.ClusterBuilder.GIB;
import static dev.etcdstorage.exporter.check.ClusterBuilder.MIB;
import static dev.etcdstorage.exporter.check.ClusterBuilder.NOON;
import static dev.etcdstorage.exporter.check.ClusterBuilder.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.report.check.JsonReport;
import dev.etcdstorage.exporter.report.check.TextReport;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportTest {
  /** Reports in every state that matters, as a person and as a program read them. */
  enum State {
    HEALTHY(cluster().healthy().healthy().healthy()),
    /** Old versions filled the quota; a scan says so. */
    NOSPACE(
        cluster()
            .members(
                3,
                seen ->
                    seen.space(8_250 * MIB, 8_200 * MIB)
                        .revisions(1_841_000, 0)
                        .alarm(Alarm.NOSPACE))
            .scanned(156 * MIB)),
    /** One silent, one defragmented before the others, versions in between. */
    MIXED(
        cluster()
            .member(seen -> seen.space(3 * GIB, 200 * MIB).version("3.5.5"))
            .member(seen -> seen.space(230 * MIB, 190 * MIB))
            .failed(Reason.UNREACHABLE, "io exception: Connection refused")),
    GROWING(
        cluster()
            .member(seen -> seen.space(1_500 * MIB, 1_400 * MIB).quota(2 * GIB))
            .before(Duration.ofSeconds(10), seen -> seen.space(1_480 * MIB, 1_380 * MIB))
            .another(Why.NOT_CONFIGURED)
            .another(Why.NOT_CONFIGURED)),
    /** A member that was added and never started, and one whose address leads to another. */
    UNWATCHED(
        cluster()
            .healthy()
            .healthy()
            .another(Why.NEVER_STARTED)
            .another(Why.WRONG_ADDRESS)
            .warned(EndpointWarning.Problem.SAME_MEMBER)),
    /** Disabled, unknown, and as etcd takes it. */
    QUOTAS(
        cluster()
            .member(seen -> seen.quota(-1))
            .member(seen -> seen.quota(Optional.empty()))
            .member(seen -> seen.quota(2 * GIB))),
    /** A scan tells slack from history, more or less: estimated, none, and never compacted. */
    SCANNED(
        cluster()
            .member(seen -> seen.space(400 * MIB, 300 * MIB))
            .member(seen -> seen.space(400 * MIB, 300 * MIB).revisions(1_850_021, 1_850_021))
            .member(seen -> seen.space(400 * MIB, 300 * MIB).revisions(1_850_021, 0))
            .scanned(8 * MIB)),
    /** A compaction overtook the scan, which left the values out: bytes are those of keys. */
    SCANNED_WITHOUT_VALUES(
        cluster()
            .healthy()
            .scanned(
                false,
                OptionalLong.empty(),
                IntStream.range(0, 12)
                    .boxed()
                    .collect(
                        Collectors.toMap(
                            i -> "prefix-" + i, i -> new Live(100 + i, 1_000, 4_000 + 40 * i))))),
    /** etcd 3.6 on its way back to 3.5, and one that was upgraded a moment ago. */
    FORMATS(
        cluster()
            .members(2, seen -> seen.version("3.6.16").storage("3.5.0", Optional.of("3.5.0")))
            .member(seen -> seen.version("3.6.16").storage("3.5.0", Optional.empty()))
            .member(seen -> seen.version("3.6.16").storage("3.6.0", Optional.empty()))),
    /** Some may not say what was compacted, and one could not. */
    COMPACTION_UNKNOWN(
        cluster()
            .members(2, seen -> seen.uncompacted(Reason.PERMISSION_DENIED, "permission denied"))
            .member(seen -> seen.uncompacted(Reason.TIMEOUT, "no answer in 4 s"))),
    /** It takes 48 days, of which ten seconds tell nothing. */
    GROWING_SLOWLY(
        cluster()
            .healthy()
            .before(Duration.ofSeconds(10), seen -> seen.space(160 * MIB - 20_480, 90 * MIB))),
    REFUSED(cluster().failed(Reason.PERMISSION_DENIED, "permission denied")),
    LEADERLESS(
        cluster()
            .member(seen -> seen.leaderless().alarm(Alarm.NOSPACE))
            .failed(Reason.TIMEOUT, "no answer within 4 s")
            .defragmenting());

    @SuppressWarnings("ImmutableEnumChecker") // no test changes it
    private final ClusterBuilder cluster;

    State(ClusterBuilder cluster) {
      this.cluster = cluster;
    }

    /** Judged anew by each test. */
    private Report report() {
      return cluster.report();
    }

    private Path file(String extension) {
      return Path.of(
          "src/test/resources/golden/check-"
              + name().toLowerCase(Locale.ROOT).replace('_', '-')
              + extension);
    }
  }

  @ParameterizedTest
  @EnumSource
  void textIsAsItWasCommitted(State state) {
    CommittedFile.assertCurrent(state.file(".txt"), TextReport.of(state.report()), "golden.write");
  }

  @ParameterizedTest
  @EnumSource
  void documentIsAsItWasCommitted(State state) {
    CommittedFile.assertCurrent(
        state.file(".json"), JsonReport.of("1.2.3", NOON, state.report()), "golden.write");
  }

  @ParameterizedTest
  @EnumSource
  void bodyFitsEightyColumnsButForCommands(State state) {
    List<String> lines = TextReport.of(state.report()).lines().toList();

    assertThat(lines.subList(1, lines.size()))
        .filteredOn(line -> !line.startsWith("    etcd-storage-exporter "))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @EnumSource
  void documentIsValidAndHasNoNulls(State state) {
    String document = JsonReport.of("1.2.3", NOON, state.report());

    assertThat(Json.parse(document).value()).isInstanceOf(Map.class);
    assertThat(document).doesNotContain("null");
    assertThat(Json.parse(document).number("exitCode"))
        .isEqualTo(state.report().severity().exitCode());
  }

  @Test
  void exitCodesAreThoseOfMonitoringPlugins() {
    assertThat(Severity.OK.exitCode()).isZero();
    assertThat(Severity.WARNING.exitCode()).isEqualTo(1);
    assertThat(Severity.CRITICAL.exitCode()).isEqualTo(2);
    assertThat(Severity.UNKNOWN.exitCode()).isEqualTo(3);
  }

  @Test
  void worseThanUnknownIsAWarning() {
    Diagnosis unknown = cluster().failed(Reason.PERMISSION_DENIED, "x").diagnosis();
    Diagnosis warning = cluster().defragmenting().diagnosis();
    Diagnosis fine = cluster().healthy().diagnosis();

    assertThat(new Report(List.of(fine, unknown)).severity()).isEqualTo(Severity.UNKNOWN);
    assertThat(new Report(List.of(unknown, warning, fine)).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void statusLineNamesTheClusterOfTheWorstAndCountsTheRest() {
    Report report =
        new Report(
            List.of(
                cluster().named("eu").defragmenting().diagnosis(),
                cluster().named("us").member(seen -> seen.alarm(Alarm.NOSPACE)).diagnosis()));

    assertThat(report.statusLine())
        .isEqualTo(
            "CRITICAL: us: alarm NOSPACE, etcd refuses writes; raised by etcd-1; listed by etcd-1;"
                + " also 1 warning");
    assertThat(TextReport.of(report)).contains("\nCluster eu\n", "\nCluster us\n");
  }

  @Test
  void statusLineOfWhatIsWellSaysHowFullTheFullestIs() {
    assertThat(cluster().healthy().report().statusLine())
        .isEqualTo("OK: the member answers and has used 2% of its quota");
    assertThat(
            cluster()
                .healthy()
                .member(seen -> seen.space(180 * MIB, 95 * MIB))
                .healthy()
                .report()
                .statusLine())
        .isEqualTo("OK: all 3 members answer; the fullest has used 2.2% of its quota");
    assertThat(cluster().member(seen -> seen.quota(-1)).report().statusLine())
        .isEqualTo("OK: the member answers");
  }

  @Test
  void statusLineHasNoBarSincePluginsPutNumbersBehindIt() {
    Report report = cluster().failed(Reason.ETCD_ERROR, "a|b").report();

    assertThat(report.statusLine()).contains("a/b").doesNotContain("|");
  }

  @Test
  void whatComesFromEtcdCannotSteerTheTerminal() {
    String escape = "\u001b[2J\u202e\n";

    String text = TextReport.of(cluster().failed(Reason.ETCD_ERROR, escape).report());

    assertThat(text).contains("\\u{1b}[2J\\u{202e}\\u{a}").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void verdictThatNeedsAScanSaysHow() {
    Report large = cluster().member(seen -> seen.space(GIB, 900 * MIB)).report();

    assertThat(TextReport.of(large))
        .contains(
            "cannot be told apart",
            "    etcd-storage-exporter check --scan " + ClusterBuilder.FLAGS + "\n");
  }

  @Test
  void defragmentationThatMayCorruptIsNeverAdvised() {
    Report fragmented =
        cluster().member(seen -> seen.space(3 * GIB, 200 * MIB).version("3.5.5")).report();

    assertThat(TextReport.of(fragmented))
        .contains("upgrade etcd to 3.5.6")
        .doesNotContain("etcd-storage-exporter defrag");
  }

  @Test
  void scanThatFailedIsNotAskedForAgain() {
    Report large =
        cluster()
            .member(seen -> seen.space(GIB, 900 * MIB))
            .scanTrouble("the scan was given up")
            .report();

    assertThat(TextReport.of(large)).doesNotContain("check --scan");
  }

  @Test
  void columnsShowOnlyWhatDiffers() {
    String differing =
        TextReport.of(
            cluster()
                .healthy()
                .member(seen -> seen.version("3.5.29").alarm(Alarm.NOSPACE))
                .report());

    assertThat(differing).contains("ETCD", "ALARM").doesNotContain("each that answers");
    assertThat(TextReport.of(cluster().healthy().healthy().report()))
        .contains("each that answers runs etcd 3.5.30 and lists no alarm")
        .doesNotContain("ALARM");
  }
}
