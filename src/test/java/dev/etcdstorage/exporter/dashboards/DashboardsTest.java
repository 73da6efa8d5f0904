package dev.etcdstorage.exporter.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.etcdstorage.exporter.testkit.util.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dashboards look like. */
class DashboardsTest {
  private static final String RUNBOOKS =
      "https://github.com/etcd-storage-exporter/etcd-storage-exporter/blob/main/docs/runbooks/";

  private static final Set<String> ALERTS = AlertRules.names();

  /** Where the alerts fire by default; by the title of the panel or of the table's column. */
  private static final Map<String, List<Double>> LIMITS =
      Map.of(
          "Quota use", AlertRules.values("quota_usage_warning", "quota_usage_critical"),
          "Time to full", AlertRules.values("full_within_critical", "full_within_warning"),
          "Fragmentation", AlertRules.values("fragmentation"),
          "Since the last compaction", AlertRules.values("stalled_for"),
          "History against live data", AlertRules.values("history_ratio"),
          "Oldest scan", AlertRules.values("scan_older_than"),
          "Age of the last scan", AlertRules.values("scan_older_than"));

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  static List<Panel> panels() {
    return Dashboard.all().stream()
        .flatMap(dashboard -> dashboard.panels().stream())
        .filter(panel -> !panel.isRow())
        .toList();
  }

  @Test
  void thereAreThreeWhoseAddressesStay() {
    assertThat(dashboards())
        .extracting(Dashboard::file, dashboard -> dashboard.json().text("uid"))
        .containsExactly(
            tuple("etcd-key-growth.json", "etcd-storage-key-growth"),
            tuple("etcd-maintenance.json", "etcd-storage-maintenance"),
            tuple("etcd-storage-overview.json", "etcd-storage-overview"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void nobodyEditsACopyThatTheNextReleaseOverwrites(Dashboard dashboard) {
    Json json = dashboard.json();
    assertThat(json.at("editable").value()).isEqualTo(false);
    assertThat(json.at("id").value()).isNull();
    assertThat(json.text("title")).startsWith("etcd storage / ");
    assertThat(json.text("description")).endsWith(".");
    // Grafana 10.0's; later ones migrate it when they load it.
    assertThat(json.number("schemaVersion")).isEqualTo(38);
    assertThat(json.list("tags")).extracting(Json::asText).contains("etcd-storage");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void nothingIsMeantForOneInstallation(Dashboard dashboard) {
    // An import would ask for inputs, and provisioning from files has nobody to ask.
    assertThat(dashboard.json().at("__inputs").value()).isNull();
    assertThat(dashboard.text()).endsWith("}\n").doesNotContain("\t", "http://", "localhost");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void theVariablesChooseSourceClusterLabelJobClusterAndMember(Dashboard dashboard) {
    assertThat(dashboard.variables())
        .extracting(variable -> variable.text("name"))
        .containsExactly("datasource", "cluster", "job", "etcd_cluster", "member");
    assertThat(dashboard.variables().get(0).text("type")).isEqualTo("datasource");
    assertThat(dashboard.variables().get(0).text("query")).isEqualTo("prometheus");
    for (Json variable : dashboard.variables().subList(1, 5)) {
      assertThat(variable.at("datasource").text("uid")).isEqualTo("${datasource}");
      assertThat(variable.at("multi").value()).isEqualTo(true);
      assertThat(variable.at("includeAll").value()).isEqualTo(true);
      assertThat(variable.at("current").list("value")).containsExactly(new Json("$__all"));
      // With the range of time, for a cluster that is gone still had a past.
      assertThat(variable.number("refresh")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void allMeansAlsoWhatHasNoSuchLabel(Dashboard dashboard) {
    assertThat(dashboard.variables().subList(1, 5))
        .extracting(variable -> variable.text("allValue"))
        .containsExactly(".*", ".+", ".*", ".*");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void eachVariableOffersWhatTheOnesBeforeItLeave(Dashboard dashboard) {
    assertThat(dashboard.variables().subList(1, 5))
        .extracting(variable -> variable.at("query").text("query"))
        .containsExactly(
            "label_values(etcd_storage_exporter_build_info, cluster)",
            "label_values(etcd_storage_exporter_build_info{cluster=~\"$cluster\"}, job)",
            "label_values(etcd_storage_up{cluster=~\"$cluster\", job=~\"$job\"}, etcd_cluster)",
            "label_values(etcd_storage_up{cluster=~\"$cluster\", job=~\"$job\","
                + " etcd_cluster=~\"$etcd_cluster\"}, member)");
    assertThat(dashboard.variables().subList(1, 5))
        .allSatisfy(
            variable ->
                assertThat(variable.text("definition"))
                    .isEqualTo(variable.at("query").text("query")));
  }

  @Test
  void theOverviewLeadsToEtcdsOwnDashboard() {
    Json overview = dashboards().get(2).json();
    assertThat(overview.list("links"))
        .filteredOn(link -> link.list("tags").contains(new Json("etcd-mixin")))
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.text("type")).isEqualTo("dashboards");
              assertThat(link.at("keepTime").value()).isEqualTo(true);
              // Its cluster cannot be all of them, so that ours would leave it empty.
              assertThat(link.at("includeVars").value()).isEqualTo(false);
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsHaveTheirOwnNumbersAndPlaces(Dashboard dashboard) {
    List<Panel> panels = dashboard.panels();
    assertThat(panels).extracting(panel -> panel.json().number("id")).doesNotHaveDuplicates();
    for (Panel panel : panels) {
      Panel.Place place = panel.place();
      assertThat(place.width()).as("%s", panel).isPositive();
      assertThat(place.height()).as("%s", panel).isPositive();
      assertThat(place.x()).as("%s", panel).isNotNegative();
      assertThat(place.x() + place.width()).as("%s", panel).isLessThanOrEqualTo(24);
      assertThat(panels)
          .filteredOn(other -> !other.equals(panel) && other.place().overlaps(place))
          .as("what lies over %s", panel)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everyPanelSaysWhatItShowsAndInWhatUnit(Panel panel) {
    assertThat(panel.type())
        .isIn("stat", "timeseries", "bargauge", "table", "gauge", "state-timeline");
    assertThat(panel.title()).isNotBlank();
    assertThat(panel.json().text("description")).endsWith(".").hasSizeGreaterThan(20);
    assertThat(panel.defaults().text("unit")).isNotBlank();
    assertThat(panel.targets()).isNotEmpty();
    assertThat(panel.targets())
        .extracting(target -> target.text("refId"))
        .doesNotHaveDuplicates()
        .doesNotContain("");
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everyPanelAsksTheChosenSource(Panel panel) {
    assertThat(panel.json().at("datasource").text("uid")).isEqualTo("${datasource}");
    assertThat(panel.targets())
        .allSatisfy(
            target -> assertThat(target.at("datasource").text("uid")).isEqualTo("${datasource}"));
  }

  @ParameterizedTest
  @MethodSource("panels")
  void runbooksAreThoseOfAlerts(Panel panel) {
    assertThat(panel.runbooks())
        .allSatisfy(
            url -> {
              assertThat(url).startsWith(RUNBOOKS).endsWith(".md");
              assertThat(url.substring(RUNBOOKS.length(), url.length() - ".md".length()))
                  .isIn(ALERTS);
            });
  }

  @Test
  void everyAlertHasAPanelThatLeadsToItsRunbook() {
    assertThat(panels().stream().flatMap(panel -> panel.runbooks().stream()))
        .containsAll(ALERTS.stream().map(alert -> RUNBOOKS + alert + ".md").toList());
  }

  @Test
  void limitsAreDrawnWhereTheAlertsFire() {
    for (var wanted : LIMITS.entrySet()) {
      List<Panel> titled =
          panels().stream().filter(panel -> panel.title().equals(wanted.getKey())).toList();
      assertThat(titled).as(wanted.getKey()).isNotEmpty();
      for (Panel panel : titled) {
        Json defaults = panel.defaults();
        assertThat(Panel.limits(defaults.at("thresholds")))
            .as("%s", panel)
            .isEqualTo(wanted.getValue());
        if (panel.type().equals("timeseries")) {
          assertThat(defaults.at("custom").at("thresholdsStyle").text("mode"))
              .as("%s", panel)
              .isEqualTo("dashed+area");
        }
      }
    }
  }

  @Test
  void tablesColourWhereTheAlertsFire() {
    List<Json> columns = panels().stream().flatMap(DashboardsTest::columns).toList();
    assertThat(columns).hasSizeGreaterThan(4);
    for (Json column : columns) {
      List<Json> thresholds =
          column.list("properties").stream()
              .filter(property -> property.text("id").equals("thresholds"))
              .toList();
      assertThat(thresholds)
          .singleElement()
          .extracting(property -> Panel.limits(property.at("value")))
          .isEqualTo(LIMITS.get(column.at("matcher").text("options")));
    }
  }

  private static Stream<Json> columns(Panel panel) {
    return panel.json().at("fieldConfig").list("overrides").stream()
        .filter(override -> LIMITS.containsKey(override.at("matcher").text("options")));
  }
}
