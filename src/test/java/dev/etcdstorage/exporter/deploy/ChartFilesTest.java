package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.real.Helm;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chart's files say of each other, and of rules/ and dashboards/. */
class ChartFilesTest {
  private static final Path README = Helm.CHART.resolve("README.md");
  private static final String MADE = "./mvnw test -Ddocs.write=true -->\n";
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)[)#]");

  @TempDir private Path folder;

  @Test
  void itsRulesAndDashboardsAreWhatTheGeneratorWrites() throws IOException {
    Shell.Result said = Shell.strict("bash deploy/helm/generate '" + folder + "'", Map.of());

    assertThat(said.exitCode()).as(said.output()).isZero();
    assertThat(files(Helm.CHART.resolve("files")))
        .as("deploy/helm/generate writes them anew")
        .hasSizeGreaterThan(1)
        .isEqualTo(files(folder));
  }

  private static Map<String, String> files(Path below) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(below)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(below.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void chartAndProgramHaveOneVersion() {
    Map<String, Object> chart = Installation.documents(Helm.CHART.resolve("Chart.yaml")).get(0);

    assertThat(chart)
        .containsEntry("version", System.getProperty("project.version"))
        .containsEntry("appVersion", System.getProperty("project.version"));
  }

  @Test
  void thresholdsAreThoseOfTheRules() throws IOException {
    Map<String, String> rules = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("rules/values"))) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", 2);
      if (words.length == 2) {
        rules.put(words[0], words[1]);
      }
    }

    Map<String, Object> values = ChartValues.read().values();

    assertThat(new Json(values).at("prometheusRule").at("thresholds").texts()).isEqualTo(rules);
  }

  /** A name that nobody knows is refused wherever there are names of ours. */
  @Test
  void theSchemaIsClosedWhereverItHasFieldsOfItsOwn() throws IOException {
    List<String> open = new ArrayList<>();
    Json schema = ChartValues.read().schema();
    lookForOpen("", schema, open);
    lookForOpen("definitions.", schema.at("definitions"), open);

    // what Helm itself puts in, and what is Kubernetes', the operator's or the exporter's own to
    // refuse
    assertThat(open)
        .containsExactlyInAnyOrder(
            "global",
            "central.affinity",
            "central.config.keyspace",
            "central.config.maintenance",
            "central.config.scrape",
            "central.config.thresholds",
            "central.config.web",
            "serviceMonitor.tlsConfig",
            "serviceMonitor.basicAuth");
  }

  private static void lookForOpen(String path, Json schema, List<String> open) {
    for (String name : schema.at("properties").texts().keySet()) {
      Json field = schema.at("properties").at(name);
      if (field.text("type").equals("object") && field.text("additionalProperties").isEmpty()) {
        open.add(path + name);
      }
      lookForOpen(path + name + ".", field, open);
    }
  }

  @Test
  void theSchemaKnowsWhatTheValuesHaveAndTheSame() throws IOException {
    ChartValues values = ChartValues.read();
    List<String> known = new ArrayList<>();
    paths("", values.schema(), known);

    assertThat(values.rows())
        .extracting(ChartValues.Row::path)
        .containsExactlyInAnyOrderElementsOf(
            known.stream()
                .filter(path -> !path.equals("global"))
                .filter(path -> !path.startsWith("central.config."))
                .toList());
  }

  private static void paths(String prefix, Json schema, List<String> found) {
    for (String name : schema.at("properties").texts().keySet()) {
      found.add(prefix + name);
      paths(prefix + name + ".", schema.at("properties").at(name), found);
    }
  }

  @Test
  void theReadmeHasEveryValue() throws IOException {
    String text = Files.readString(README);
    String before = text.substring(0, text.indexOf(MADE) + MADE.length());

    CommittedFile.assertCurrent(README, before + values(ChartValues.read()), "docs.write");
  }

  private static String values(ChartValues values) {
    String head = "\n| value | default | |\n|---|---|---|\n";
    StringBuilder text = new StringBuilder("\n## Values\n" + head);
    for (ChartValues.Row row : values.rows()) {
      if (row.section()) {
        text.append("| **`").append(row.path()).append("`** | | ");
      } else {
        text.append("| `")
            .append(row.path())
            .append("` | `")
            .append(shown(row.value()))
            .append("` | ");
      }
      text.append(row.meaning().replace("|", "\\|")).append(" |\n");
    }
    return text.toString();
  }

  private static String shown(Object value) {
    String json = new GsonBuilder().disableHtmlEscaping().create().toJson(value);
    return value instanceof String string && !string.isEmpty() ? string : json;
  }

  @Test
  void everyLinkOfItsReadmeLeadsToAFile() throws IOException {
    List<String> links =
        LINK.matcher(Files.readString(README))
            .results()
            .map((MatchResult link) -> link.group(1))
            .collect(Collectors.toList());

    assertThat(links)
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Helm.CHART.resolve(link)).exists());
  }
}
