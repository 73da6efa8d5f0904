package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.status.KeyTables.KeyTable;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Html;
import dev.etcdstorage.exporter.text.OwnCommand;
import dev.etcdstorage.exporter.text.Runbook;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The page at {@code /}, for the night when Grafana is down: what is wrong, how soon it gets worse,
 * what to do next. It needs no script and loads nothing, and nothing on it changes etcd.
 */
public final class StatusPage {
  private final Html html = new Html();
  private final PageFrame frame;

  private StatusPage(PageFrame frame) {
    this.frame = frame;
  }

  /** The page as HTML. */
  public static String html(PageFrame frame, List<Observed> clusters) {
    StatusPage page = new StatusPage(frame);
    page.write(clusters);
    return page.html.end();
  }

  /** For the policy that is sent with the page: its one style sheet. */
  public static String styleSource() {
    return Style.source();
  }

  private void write(List<Observed> clusters) {
    html.open("html", "lang", "en").open("head");
    html.alone("meta", "charset", "utf-8");
    html.alone("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    if (!frame.refresh().isZero()) {
      String seconds = String.valueOf(frame.refresh().toSeconds());
      html.alone("meta", "http-equiv", "refresh", "content", seconds);
    }
    html.element("title", title(clusters)).style(Style.SHEET).close();
    html.open("body");
    header();
    html.open("main");
    frame.fileFaults().forEach(words -> html.element("p", words + ".", "class", "fault"));
    frame.shard().ifPresent(words -> html.element("p", words + "."));
    if (clusters.isEmpty() && !frame.emptyShard()) {
      html.element("p", PlainPage.NOTHING);
    }
    for (int i = 0; i < clusters.size(); i++) {
      cluster(clusters.get(i), "c" + i);
    }
    html.close();
    html.open("footer").text("This page is read-only; nothing on it changes etcd.").close();
    html.close().close();
  }

  /** Read in a row of tabs. */
  private static String title(List<Observed> clusters) {
    Severity worst =
        clusters.stream().map(ClusterFacts::urgency).reduce(Severity.OK, Severity::worse);
    return worst == Severity.OK ? OwnCommand.NAME : worst + " " + OwnCommand.NAME;
  }

  private void header() {
    html.open("header").element("h1", OwnCommand.NAME + " " + frame.version());
    html.open("p").text("As of " + Amount.moment(frame.now()) + ". ");
    if (frame.refresh().isZero()) {
      html.text("Refresh is off; ").element("a", "turn it on", "href", "/");
    } else {
      html.text("Refreshes every " + Amount.seconds(frame.refresh().toMillis() / 1e3) + "; ")
          .element("a", "stop refreshing", "href", "/?refresh=off");
    }
    html.text(".").close();
    html.open("nav", "aria-label", "Other pages").open("ul");
    for (String path : frame.paths()) {
      html.open("li").element("a", path, "href", path).close();
    }
    html.open("li").element("a", "runbooks", "href", Runbook.ALL).close();
    html.close().close().close();
  }

  private void cluster(Observed cluster, String id) {
    html.open("section", "aria-labelledby", id);
    html.open("h2", "id", id).element("bdi", ClusterFacts.title(cluster)).close();
    html.element("p", ClusterFacts.members(cluster) + ".");
    for (ClusterFacts.Raised alarm : ClusterFacts.alarms(cluster)) {
      html.open("section", "class", "alarm", "aria-label", "Alarm");
      html.element("h3", alarm.title()).element("p", alarm.words() + ".");
      MemberCard.next(
          html,
          alarm.command().map(name -> frame.command(cluster, name)),
          Optional.of(alarm.runbook()));
      html.close();
    }
    warnings(ClusterFacts.warnings(cluster));
    html.open("div", "class", "cards");
    List<MemberSample> members = cluster.sample().members();
    for (int i = 0; i < members.size(); i++) {
      MemberCard.write(html, frame, cluster, members.get(i), id + "m" + i);
    }
    html.close();
    ClusterFacts.maintenance(cluster).ifPresent(words -> html.element("p", words + "."));
    cluster.keyspace().ifPresent(keyspace -> keyspace(cluster, keyspace));
    html.close();
  }

  private void warnings(List<String> warnings) {
    String style = Severity.WARNING.name().toLowerCase(Locale.ROOT);
    for (String words : warnings) {
      html.open("p").element("strong", Severity.WARNING.name(), "class", "badge " + style);
      html.text(" ").element("bdi", words).text(".").close();
    }
  }

  private void keyspace(Observed cluster, KeyspaceSample keyspace) {
    html.element("h3", "What fills it");
    html.element("p", KeyTables.state(cluster, keyspace) + ".");
    html.open("div", "class", "tables");
    KeyTables.of(keyspace).forEach(this::table);
    html.close();
  }

  private void table(KeyTable table) {
    html.open("table").element("caption", table.caption()).open("tr");
    for (int i = 0; i < table.heads().size(); i++) {
      html.element("th", table.heads().get(i), "scope", "col", "class", i == 0 ? "name" : "number");
    }
    html.close();
    for (List<String> row : table.rows()) {
      html.open("tr");
      for (int i = 0; i < row.size(); i++) {
        String style = i == 0 ? "name" : "number";
        html.open("td", "class", style).element("bdi", row.get(i)).close();
      }
      html.close();
    }
    html.close();
  }
}
