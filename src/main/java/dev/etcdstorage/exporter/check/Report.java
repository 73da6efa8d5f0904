package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The diagnoses of all clusters. Text and JSON say the same. */
public record Report(List<Diagnosis> clusters) {
  public Report {
    clusters = List.copyOf(clusters);
  }

  /**
   * Looks at all clusters and judges them.
   *
   * @param interval between two looks; zero for one
   * @param own how to call this program for a cluster
   */
  public static Report of(
      ExporterConfig config,
      Examiner examiner,
      Duration interval,
      boolean scan,
      Function<ClusterConfig, OwnCommand> own)
      throws InterruptedException {
    List<Examined> examined = examiner.examine(interval, scan);
    List<Diagnosis> clusters = new ArrayList<>();
    for (int i = 0; i < examined.size(); i++) {
      ClusterConfig cluster = config.clusters().get(i);
      clusters.add(Diagnosis.of(examined.get(i), own.apply(cluster)));
    }
    return new Report(clusters);
  }

  /** Of the worst finding. */
  public Severity severity() {
    return clusters.stream().map(Diagnosis::severity).reduce(Severity.OK, Severity::worse);
  }

  /** The status line of a monitoring plugin: the worst thing in words. */
  public String statusLine() {
    String severity = severity().name();
    // Text after a bar would be read as performance data.
    return (severity + ": " + (severity() == Severity.OK ? fine() : worst())).replace('|', '/');
  }

  private String fine() {
    List<Answering> members =
        clusters.stream().flatMap(cluster -> cluster.examined().answering().stream()).toList();
    OptionalDouble fullest =
        members.stream().flatMapToDouble(member -> member.reached().quotaUsage().stream()).max();
    String who =
        members.size() == 1 ? "the member answers" : "all " + members.size() + " members answer";
    return fullest.isEmpty()
        ? who
        : who
            + (members.size() == 1 ? " and has used " : "; the fullest has used ")
            + Amount.percent(fullest.getAsDouble())
            + " of its quota";
  }

  private String worst() {
    String first = "";
    List<String> more = new ArrayList<>();
    for (Severity severity : List.of(Severity.CRITICAL, Severity.WARNING, Severity.UNKNOWN)) {
      long count = 0;
      for (Diagnosis cluster : clusters) {
        for (Finding finding : cluster.findings()) {
          if (finding.severity() != severity) {
            continue;
          }
          if (first.isEmpty()) {
            first = name(cluster) + finding.text();
          } else {
            count++;
          }
        }
      }
      if (count > 0) {
        more.add(
            count
                + " "
                + severity.label()
                + (severity == Severity.WARNING && count > 1 ? "s" : ""));
      }
    }
    return more.isEmpty() ? first : first + "; also " + String.join(", ", more);
  }

  private static String name(Diagnosis cluster) {
    return cluster.examined().now().cluster().map(name -> name + ": ").orElse("");
  }
}
