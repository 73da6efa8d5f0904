package dev.etcdstorage.exporter.metrics;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoldenPagesTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  @ParameterizedTest
  @EnumSource
  void pageIsAsItWasCommitted(GoldenPage page) {
    CommittedFile.assertCurrent(page.file(), page.text(), "golden.write");
  }

  @Test
  void everyFamilyOfTheCatalogueIsOnAPageAndNoOther() {
    Map<String, String> types = new TreeMap<>();
    for (GoldenPage page : GoldenPage.values()) {
      TYPE.matcher(page.text()).results().forEach(type -> types.put(type.group(1), type.group(2)));
    }

    Map<String, String> catalogue = new TreeMap<>();
    for (Family family : Family.values()) {
      catalogue.put(
          family.exposedName(),
          family.kind() == Family.Kind.INFO
              ? "gauge"
              : family.kind().name().toLowerCase(Locale.ROOT));
    }
    assertThat(types).isEqualTo(catalogue);
  }

  @ParameterizedTest
  @EnumSource
  void seriesHaveTheLabelsOfTheCatalogue(GoldenPage page) {
    for (MatchResult series : SERIES.matcher(page.text()).results().toList()) {
      Family family =
          Stream.of(Family.values())
              .filter(each -> each.exposedName().equals(series.group(1)))
              .findFirst()
              .orElseThrow();
      Set<String> labels =
          LABEL
              .matcher(series.group(2) == null ? "" : series.group(2))
              .results()
              .map(label -> label.group(1))
              .collect(toCollection(TreeSet::new));
      labels.remove("etcd_cluster");
      assertThat(labels).as(series.group()).isEqualTo(new TreeSet<>(family.labels()));
    }
  }

  @Test
  void memberThatIsDownHasNothingButWhatTheAskingCameTo() {
    assertThat(GoldenPage.ONE_DOWN.text().lines().filter(line -> line.contains("\"etcd-2\"")))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line).matches("etcd_storage_(up\\{.*} 0\\.0|scrape_errors_total\\{.*)"));
  }

  @Test
  void membersOfTheSameNameInTwoClustersAreApart() {
    assertThat(GoldenPage.NAMED_CLUSTERS.text())
        .contains(
            "etcd_storage_up{etcd_cluster=\"prod-eu\",member=\"etcd-1\"} 1.0\n",
            "etcd_storage_up{etcd_cluster=\"prod-us\",member=\"etcd-1\"} 1.0\n");
  }

  @Test
  void noLabelIsOneThatPrometheusItselfSets() {
    for (Family family : Family.values()) {
      assertThat(family.labels())
          .doesNotContain("job", "instance", "endpoint", "cluster", "le", "quantile");
    }
  }
}
