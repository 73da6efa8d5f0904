package dev.etcdstorage.exporter.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.metrics.Family;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dashboards ask Prometheus for. */
class DashboardQueriesTest {
  private static final Map<String, Family> CATALOGUE =
      Stream.of(Family.values()).collect(Collectors.toMap(Family::exposedName, family -> family));

  /** About an exporter, not about a cluster: several exporters say several things. */
  private static final Set<String> OF_AN_EXPORTER =
      Set.of(
          Family.BUILD_INFO.exposedName(),
          Family.RELOAD_SUCCESSFUL.exposedName(),
          Family.RELOAD_TIME.exposedName(),
          Family.SHARDS.exposedName(),
          Family.SHARD_CLUSTERS.exposedName());

  /** Of the Java client and of Prometheus itself. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "up|process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)"
              + "|jvm_(memory_used_bytes|memory_max_bytes|gc_collection_seconds_sum|threads_current)"
              + "|scrape_(duration_seconds|samples_scraped)");

  /**
   * On purpose as they are, whatever time is shown. Time to full: the paces of the rules, 5 and 30
   * minutes of the file, 10 minutes and 2 hours of the pages in use, of which the first half must
   * have been seen. An hour's look back over a defragmentation, in which a member has no figures.
   * Four hours' look back for a compaction, for the alert wants one in two.
   */
  private static final Set<String> LONG_WINDOWS =
      Set.of("5m", "10m", "15m", "30m", "1h", "2h", "1h:$__interval", "4h:1m");

  private static final Set<String> MOVING_WINDOWS =
      Set.of("$__rate_interval", "$__range", "$__interval:$__interval");

  private static final Set<String> OFFSETS = Set.of("$__interval", "1m", "5m", "15m", "1h");

  static List<PanelQuery> queries() {
    return DashboardQueries.asCommitted();
  }

  static List<MetricUse> metrics() {
    return queries().stream().flatMap(query -> query.metrics().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void everyMetricIsInTheCatalogue(MetricUse metric) {
    if (!FOREIGN.matcher(metric.name()).matches()) {
      assertThat(CATALOGUE).containsKey(metric.name());
    }
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void everyMetricIsChosenByJobClusterAndMemberAsFarAsItHasThem(MetricUse metric) {
    String matchers = metric.matchers() + ",";
    assertThat(matchers).startsWith("cluster=~\"$cluster\", job=~\"$job\",");
    Family family = CATALOGUE.get(metric.name());
    boolean aboutACluster = family != null && !OF_AN_EXPORTER.contains(metric.name());
    boolean aboutAMember = family != null && family.labels().contains("member");
    assertThat(matchers.contains(" etcd_cluster=~\"$etcd_cluster\",")).isEqualTo(aboutACluster);
    assertThat(matchers.contains(" member=~\"$member\",")).isEqualTo(aboutAMember);
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void whatSeveralExportersSayIsOneFact(MetricUse metric) {
    boolean eachItsOwn =
        !CATALOGUE.containsKey(metric.name())
            || OF_AN_EXPORTER.contains(metric.name())
            || metric.name().equals(Family.SCRAPE_DURATION.exposedName());
    if (!eachItsOwn) {
      assertThat(metric.isOneFact()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void membersOfTwoClustersMayHaveTheSameName(PanelQuery query) {
    assertThat(query.expression()).doesNotContainPattern("by \\([^)]*\\b(member|instance)\\b");
    assertThat(query.expression()).doesNotContainPattern("on \\([^)]*\\bmember\\b");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void exportersOfTwoClustersMayHaveTheSameAddress(PanelQuery query) {
    assertThat(all("\\bon \\(([^)]*)\\)", query))
        .allMatch(labels -> labels.startsWith("cluster, job"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void ratesAreOfTheScrapeIntervalOrOfTheTimeShown(PanelQuery query) {
    assertThat(all("\\b(?:i?rate|increase)\\(\\w+\\{[^}]*}\\[([^]]*)]", query))
        .hasSize(all("\\b(i?rate|increase)\\(", query).size())
        .isSubsetOf("$__rate_interval", "$__range");
    assertThat(all("\\brate\\(\\w+\\{[^}]*}\\[([^]]*)]", query)).doesNotContain("$__range");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void noOtherWindowIsFixedButTheLongOnes(PanelQuery query) {
    assertThat(all("\\[([^]]*)]", query))
        .allMatch(window -> LONG_WINDOWS.contains(window) || MOVING_WINDOWS.contains(window));
    assertThat(all("offset ([$\\w]+)", query)).isSubsetOf(OFFSETS);
  }

  @ParameterizedTest
  @MethodSource("queries")
  void recordingRulesAreNotNeeded(PanelQuery query) {
    assertThat(query.expression()).doesNotContainPattern("\\w:etcd_storage");
  }

  @Test
  void timeToFullIsNeitherNegativeNorInfinite() {
    assertThat(queries())
        .filteredOn(query -> query.expression().contains("deriv("))
        .hasSizeGreaterThan(2)
        .allSatisfy(
            query -> {
              String expression = query.expression();
              assertThat(expression).contains("clamp(").contains("1, 2592000");
              // Only where it grows, and 0 at most where the quota is passed.
              assertThat(all("/ \\((max [^/]*?) > 0\\)", query))
                  .hasSize(all("deriv(\\()", query).size());
              assertThat(all("clamp_min(\\()min without", query))
                  .hasSize(all("deriv(\\()", query).size());
            });
  }

  @Test
  void valuesStandInThePlacesOfTheVariables() {
    // When
    List<PanelQuery> filled =
        DashboardQueries.all(
            new DashboardQueries.Variables(
                "eu",
                "etcd-storage",
                "prod-.*",
                "etcd-1",
                Duration.ofSeconds(8),
                Duration.ofSeconds(2),
                Duration.ofMinutes(5)));

    // Then
    assertThat(filled).hasSameSizeAs(queries()).hasSizeGreaterThan(60);
    assertThat(filled).noneMatch(query -> query.expression().contains("$"));
    assertThat(filled)
        .extracting(PanelQuery::expression)
        .anyMatch(
            text ->
                text.contains(
                    "{cluster=~\"eu\", job=~\"etcd-storage\", etcd_cluster=~\"prod-.*\", member"))
        .anyMatch(text -> text.contains("[8s]"))
        .anyMatch(text -> text.contains("[1h:2s] offset 2s"))
        .anyMatch(text -> text.contains("[300s]"));
  }

  private static List<String> all(String pattern, PanelQuery query) {
    return Pattern.compile(pattern)
        .matcher(query.expression())
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
