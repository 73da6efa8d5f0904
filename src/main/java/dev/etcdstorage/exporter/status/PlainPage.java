package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.status.KeyTables.Table;
import dev.etcdstorage.exporter.text.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The page at {@code /} for a terminal: the same words, without colours. */
public final class PlainPage {
  static final String NOTHING =
      "Nothing is known: no cluster could be sampled. The exporter's log says why.";

  private static final String INDENT = "  ";

  /** What the command needs to find etcd; the exporter does not repeat its own arguments. */
  private static final String FLAGS = "  (with this exporter's etcd flags)";

  /** A longer cell pushes its row to the right. */
  private static final int WIDEST = 60;

  private final StringBuilder out = new StringBuilder();

  private PlainPage() {}

  /** The page as lines of text. */
  public static String text(PageFrame frame, List<Observed> clusters) {
    PlainPage page = new PlainPage();
    page.line(PageFrame.PROGRAM + " " + frame.version() + ", " + Amount.moment(frame.now()));
    frame.fileFaults().forEach(page::line);
    if (clusters.isEmpty()) {
      page.line(NOTHING);
    }
    for (Observed cluster : clusters) {
      page.cluster(cluster, frame);
    }
    page.line("");
    page.line("more: " + String.join(" ", frame.paths()) + " " + Runbook.ALL);
    return page.out.toString();
  }

  private void cluster(Observed cluster, PageFrame frame) {
    line("");
    line(ClusterFacts.title(cluster) + ": " + ClusterFacts.members(cluster));
    for (ClusterFacts.Raised alarm : ClusterFacts.alarms(cluster)) {
      line("");
      line("!!! " + alarm.title());
      line("!!! " + alarm.words());
      next(alarm.command(), Optional.of(alarm.runbook()), "!!! ");
    }
    for (String words : ClusterFacts.warnings(cluster)) {
      line("");
      line(Urgency.WARNING + ": " + words);
    }
    for (MemberSample member : cluster.sample().members()) {
      line("");
      member(cluster, member, frame);
    }
    ClusterFacts.maintenance(cluster)
        .ifPresent(
            words -> {
              line("");
              line(words);
            });
    cluster.keyspace().ifPresent(keyspace -> keyspace(cluster, keyspace));
  }

  private void member(Observed cluster, MemberSample member, PageFrame frame) {
    String tags = MemberFacts.tags(member);
    line(member.member() + (tags.isEmpty() ? "" : " (" + tags + ")"));
    Headline headline = Headline.of(cluster, member);
    line(INDENT + headline.urgency() + ": " + headline.words());
    next(headline.command(), headline.runbook(), INDENT);
    if (member.outcome() instanceof Reached reached) {
      FileView file = FileView.of(cluster, reached);
      line(INDENT + Bar.text(file) + " " + file.words());
      for (FilePart part : file.parts()) {
        line(INDENT + part.mark() + " " + part.name() + " " + Amount.bytes(part.bytes()));
      }
    }
    line(
        INDENT
            + Sparkline.words(member.history().looks(), frame.now(), OptionalLong.empty(), false));
    MemberFacts.of(cluster, member)
        .forEach(fact -> line(INDENT + fact.name() + ": " + fact.text()));
  }

  private void next(Optional<String> command, Optional<Runbook> runbook, String indent) {
    command.ifPresent(name -> line(indent + "next: " + PageFrame.PROGRAM + " " + name + FLAGS));
    runbook.ifPresent(page -> line(indent + "runbook: " + page.url()));
  }

  private void keyspace(Observed cluster, KeyspaceSample keyspace) {
    line("");
    line(KeyTables.state(cluster, keyspace));
    for (Table table : KeyTables.of(keyspace)) {
      line("");
      line(table.caption());
      List<Integer> widths = widths(table);
      row(table, widths, table.heads().stream().map(Table::plain).toList());
      table.rows().forEach(row -> row(table, widths, row));
    }
  }

  private static List<Integer> widths(Table table) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < table.heads().size(); column++) {
      int at = column;
      int widest = table.rows().stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
      widths.add(Math.min(WIDEST, Math.max(widest, Table.plain(table.heads().get(at)).length())));
    }
    return widths;
  }

  private void row(Table table, List<Integer> widths, List<String> row) {
    StringBuilder cells = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      boolean right = Table.number(table.heads().get(column));
      String format = INDENT + "%" + (right ? "" : "-") + widths.get(column) + "s";
      cells.append(String.format(Locale.ROOT, format, row.get(column)));
    }
    line(cells.toString().stripTrailing());
  }

  /** One line, whatever the text holds. */
  private void line(String text) {
    out.append(Visible.text(text)).append('\n');
  }
}
