package dev.etcdstorage.exporter.dashboards;

import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The queries of all panels of all dashboards, as Grafana would send them. */
public final class DashboardQueries {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

  private DashboardQueries() {}

  /**
   * What stands in the places of Grafana's variables.
   *
   * @param cluster what the label {@code cluster} matches, a regular expression as are the next
   *     three
   * @param rateInterval at least four scrapes
   * @param interval the distance of two points
   * @param range the time shown
   */
  public record Variables(
      String cluster,
      String job,
      String etcdCluster,
      String member,
      Duration rateInterval,
      Duration interval,
      Duration range) {

    /** With all jobs, clusters and members, as a dashboard is opened. */
    public static Variables everything(Duration rateInterval, Duration interval, Duration range) {
      return new Variables(".*", ".+", ".*", ".*", rateInterval, interval, range);
    }

    private String value(MatchResult variable) {
      return switch (variable.group(1)) {
        case "cluster" -> cluster;
        case "job" -> job;
        case "etcd_cluster" -> etcdCluster;
        case "member" -> member;
        case "__rate_interval" -> rateInterval.toSeconds() + "s";
        case "__interval" -> interval.toSeconds() + "s";
        case "__range" -> range.toSeconds() + "s";
        default -> throw new AssertionError("What is " + variable.group() + "?");
      };
    }
  }

  /** With these values. */
  public static List<PanelQuery> all(Variables variables) {
    return asCommitted().stream()
        .map(
            query ->
                query.asking(VARIABLE.matcher(query.expression()).replaceAll(variables::value)))
        .toList();
  }

  static List<PanelQuery> asCommitted() {
    return Dashboard.all().stream()
        .flatMap(dashboard -> dashboard.panels().stream())
        .flatMap(panel -> of(panel).stream())
        .toList();
  }

  private static List<PanelQuery> of(Panel panel) {
    return panel.targets().stream()
        .map(
            target ->
                new PanelQuery(
                    panel.dashboard(),
                    panel.title(),
                    target.text("refId"),
                    target.text("expr"),
                    Boolean.TRUE.equals(target.at("instant").value())))
        .toList();
  }
}
