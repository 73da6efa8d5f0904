package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.advice.Headline;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.status.KeyTables.KeyTable;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.OwnCommand;
import dev.etcdstorage.exporter.text.Runbook;
import dev.etcdstorage.exporter.text.Table;
import dev.etcdstorage.exporter.text.Visible;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The page at {@code /} for a terminal: the same words, without colours. */
public final class PlainPage {
  static final String NOTHING =
      "Nothing is known: no cluster could be sampled. The exporter's log says why.";

  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();

  private PlainPage() {}

  /** The page as lines of text. */
  public static String text(PageFrame frame, List<Observed> clusters) {
    PlainPage page = new PlainPage();
    page.line(OwnCommand.NAME + " " + frame.version() + ", " + Amount.moment(frame.now()));
    frame.fileFaults().forEach(page::line);
    frame.shard().ifPresent(page::line);
    if (clusters.isEmpty() && !frame.emptyShard()) {
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
      Optional<String> next = alarm.command().map(name -> frame.command(cluster, name));
      next(next, Optional.of(alarm.runbook()), "!!! ");
    }
    for (String words : ClusterFacts.warnings(cluster)) {
      line("");
      line(Severity.WARNING + ": " + words);
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
    line(INDENT + headline.severity() + ": " + headline.words());
    Optional<String> next = headline.command().map(name -> frame.command(cluster, name));
    next(next, headline.runbook(), INDENT);
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
    command.ifPresent(whole -> line(indent + "next: " + whole));
    runbook.ifPresent(page -> line(indent + "runbook: " + page.url()));
  }

  private void keyspace(Observed cluster, KeyspaceSample keyspace) {
    line("");
    line(KeyTables.state(cluster, keyspace));
    for (KeyTable table : KeyTables.of(keyspace)) {
      line("");
      line(table.caption());
      Table lines = new Table().left(table.heads().get(0));
      table.heads().stream().skip(1).forEach(lines::right);
      table.rows().forEach(lines::row);
      lines.lines(INDENT).forEach(this::line);
    }
  }

  /** One line, whatever the text holds. */
  private void line(String text) {
    out.append(Visible.text(text)).append('\n');
  }
}
