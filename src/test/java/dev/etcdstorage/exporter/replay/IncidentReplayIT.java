package dev.etcdstorage.exporter.replay;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.dashboards.DashboardQueries;
import dev.etcdstorage.exporter.dashboards.PanelQuery;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.PrometheusApi;
import dev.etcdstorage.exporter.testkit.real.RealAlertmanager;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver.Notification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The night of the incident, played once, and looked at from all sides. */
@Tag("alone") // it runs the whole incident at 120 times its pace
class IncidentReplayIT {
  /** Of etcd 3.5, as in the incident: RecoverIT and RunbookIT have every line. */
  private static final Programs PROGRAMS =
      new Programs(
          EtcdBinaries.newest("3.5"), RealPrometheus.program(), RealAlertmanager.program());

  private static final AlertKind STORM = AlertKind.of("EtcdWriteStorm", "warning");
  private static final AlertKind STALLED = AlertKind.of("EtcdCompactionStalled", "warning");
  private static final AlertKind PREDICTED =
      AlertKind.of("EtcdDatabaseQuotaExhaustionPredicted", "critical");
  private static final AlertKind FORESEEN =
      AlertKind.of("EtcdDatabaseQuotaExhaustionPredicted", "warning");
  private static final AlertKind LOW_SPACE = AlertKind.of("EtcdDatabaseQuotaLowSpace", "warning");
  private static final AlertKind NO_SPACE = AlertKind.of("EtcdNoSpaceAlarm", "critical");
  private static final AlertKind FRAGMENTED = AlertKind.of("EtcdHighFragmentation", "warning");

  /**
   * At this pace a scrape may take a quarter of a second, and two seconds without one are an
   * outage: a machine that is busy with other things has some.
   */
  private static final Set<String> BUSY =
      Set.of("EtcdMemberUnreachable", "EtcdStorageExporterDown");

  @TempDir private static Path folder;
  private static Timeline timeline;
  private static final List<Json> RULES = new ArrayList<>();
  private static final List<PanelQuery> EMPTY_PANELS = new ArrayList<>();

  @BeforeAll
  static void play() {
    timeline = IncidentReplay.play(PROGRAMS, folder, new Onlooker());
    System.out.println(timeline.table());
  }

  /** Prometheus can be asked for all of the incident in both of these moments. */
  private static final class Onlooker implements IncidentReplay.Audience {
    @Override
    public void hears(String line) {
      System.out.println(line);
    }

    @Override
    public void readOnly(RealPrometheus prometheus) {
      RULES.addAll(prometheus.rules());
    }

    @Override
    public void recovered(RealPrometheus prometheus) {
      RULES.addAll(prometheus.rules());
      Duration step = Duration.ofSeconds(5);
      DashboardQueries.all(
              DashboardQueries.Variables.everything(step, step, Duration.ofMinutes(10)))
          .stream()
          // A person mends it, and one exporter watches: those are MaintenancePanelsIT's affair.
          .filter(query -> !query.needsASetting())
          .filter(query -> everInTheReplay(prometheus, query).isEmpty())
          .forEach(EMPTY_PANELS::add);
    }
  }

  /** What a panel would have shown at any time of it, not only at its end. */
  private static List<PrometheusApi.Series> everInTheReplay(
      RealPrometheus prometheus, PanelQuery query) {
    return prometheus.query("present_over_time((" + query.expression() + ")[15m:5s])");
  }

  @Test
  void everyPanelOfTheDashboardsHadSomethingToShow() {
    assertThat(EMPTY_PANELS).isEmpty();
  }

  @Test
  void alertsComeInTheOrderOfTheIncident() {
    assertInOrder(STORM.about("pods"), STALLED, PREDICTED, NO_SPACE, FRAGMENTED);
  }

  /** Half an hour before the end it is critical: on a slow machine that is beyond 80%. */
  @Test
  void exhaustionIsPredictedBeforeSpaceIsLow() {
    Instant first =
        Stream.of(FORESEEN, PREDICTED).map(timeline::fired).min(Instant::compareTo).orElseThrow();

    assertThat(first).isBefore(timeline.fired(LOW_SPACE));
    assertInOrder(STALLED, LOW_SPACE, NO_SPACE);
  }

  private static void assertInOrder(AlertKind... kinds) {
    assertThat(Stream.of(kinds).map(timeline::fired).toList()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void onlyTheWriterOfTheStormIsNamed() {
    assertThat(timeline.fired().keySet())
        .filteredOn(kind -> kind.name().equals(STORM.name()))
        .containsExactlyInAnyOrder(STORM.about("pods"), STORM.nativeOne());
  }

  @Test
  void somebodyIsWokenBeforeEtcdIsReadOnly() {
    assertThat(timeline.fired(PREDICTED)).isBefore(timeline.readOnly());
    assertThat(notification("/on-call", PREDICTED))
        .hasValueSatisfying(told -> assertThat(told.at()).isBefore(timeline.readOnly()));
  }

  @Test
  void theCauseIsToldToWorkingHoursBeforeThat() {
    for (AlertKind cause : List.of(STORM.about("pods"), STALLED)) {
      Instant woken = timeline.told(PREDICTED).orElseThrow();
      assertThat(notification("/working-hours", cause))
          .as(cause.toString())
          .hasValueSatisfying(told -> assertThat(told.at()).isBefore(woken));
    }
  }

  @Test
  void nativeRulesSeeItComingToo() {
    for (AlertKind kind : List.of(STORM, STALLED, PREDICTED, LOW_SPACE)) {
      assertThat(timeline.fired(kind.nativeOne())).as(kind.name()).isBefore(timeline.readOnly());
    }
  }

  @Test
  void quietLifeAlertsNobody() {
    assertThat(timeline.fired())
        .isNotEmpty()
        .allSatisfy(
            (kind, fired) -> {
              if (!BUSY.contains(kind.name())) {
                assertThat(fired).as(kind.toString()).isAfter(timeline.stormed());
              }
            });
  }

  @Test
  void fragmentationShowsOnlyAfterCompaction() {
    assertThat(timeline.fired(FRAGMENTED)).isAfter(timeline.compacted());
    assertThat(timeline.fired(FRAGMENTED.nativeOne())).isAfter(timeline.compacted());
  }

  @Test
  void recoverDoesTheRestStageByStage() {
    assertThat(timeline.recovery())
        .extracting(Recovering.Stage::name)
        .containsExactly("compact", "settle", "defrag", "disarm", "canary", "verify");
    assertThat(timeline.table()).contains("recover --yes", "defrag ", "in all");
  }

  @Test
  void nothingElseFires() {
    Set<String> fired = timeline.fired().keySet().stream().map(AlertKind::name).collect(toSet());
    fired.removeAll(BUSY);

    assertThat(fired)
        .isSubsetOf(
            Set.of(
                "EtcdWriteStorm",
                "EtcdCompactionStalled",
                "EtcdHistoryBloat",
                "EtcdDatabaseQuotaExhaustionPredicted",
                "EtcdDatabaseQuotaLowSpace",
                "EtcdNoSpaceAlarm",
                "EtcdHighFragmentation"));
  }

  @Test
  void peopleAreToldThatItIsOver() {
    assertThat(timeline.toldOver(NO_SPACE.name()))
        .hasValueSatisfying(over -> assertThat(over).isAfter(timeline.compacted()));
    assertThat(timeline.toldOver(FRAGMENTED.name()))
        .hasValueSatisfying(over -> assertThat(over).isAfter(timeline.fired(FRAGMENTED)));
  }

  @Test
  void theWatchdogWasHeardAllTheTime() {
    assertThat(timeline.notifications())
        .filteredOn(notification -> notification.path().equals("/dead-mans-switch"))
        .hasSizeGreaterThan(20);
  }

  @Test
  void everyRuleCouldBeEvaluated() {
    assertThat(RULES)
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.text("lastError")).as(rule.text("name")).isEmpty();
              assertThat(rule.text("health")).as(rule.text("name")).isEqualTo("ok");
            });
  }

  @Test
  void textsHaveTheirNumbers() {
    assertThat(timeline.notifications())
        .flatExtracting(Notification::alerts)
        .extracting(alert -> Map.entry(alert.name(), alert.annotations().toString()))
        .allSatisfy(
            text -> assertThat(text.getValue()).doesNotContain("<no value>", "<error", "NaN"));
  }

  private static Optional<Notification> notification(String path, AlertKind kind) {
    return timeline.notifications().stream()
        .filter(notification -> notification.path().equals(path))
        .filter(
            notification ->
                notification.alerts().stream()
                    .anyMatch(alert -> AlertKind.of(alert.labels()).equals(kind)))
        .findFirst();
  }
}
