package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.advice.Headline;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.Growth.Look;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Html;
import dev.etcdstorage.exporter.text.Runbook;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** One member on the page. */
final class MemberCard {
  private final Html html;
  private final PageFrame frame;
  private final Observed cluster;
  private final MemberSample member;
  private final String id;

  private MemberCard(Html html, PageFrame frame, Observed cluster, MemberSample member, String id) {
    this.html = html;
    this.frame = frame;
    this.cluster = cluster;
    this.member = member;
    this.id = id;
  }

  /**
   * Writes the card.
   *
   * @param id that no other element's id on the page begins with
   */
  static void write(Html html, PageFrame frame, Observed cluster, MemberSample member, String id) {
    new MemberCard(html, frame, cluster, member, id).write(frame.now());
  }

  private void write(Instant now) {
    Headline headline = Headline.of(cluster, member);
    String style = headline.severity().name().toLowerCase(Locale.ROOT);
    html.open("article", "class", style, "aria-labelledby", id);
    html.open("h3", "id", id).element("bdi", member.member());
    String tags = MemberFacts.tags(member);
    if (!tags.isEmpty()) {
      html.text(" ").element("small", tags);
    }
    html.close();
    html.open("p").element("strong", headline.severity().name(), "class", "badge " + style);
    html.text(" " + headline.words() + ".").close();
    next(html, headline.command().map(name -> frame.command(cluster, name)), headline.runbook());
    Optional<FileView> file =
        member.outcome() instanceof Reached reached
            ? Optional.of(FileView.of(cluster, reached))
            : Optional.empty();
    file.ifPresent(this::bar);
    line(now, file.map(FileView::quotaBytes).orElse(OptionalLong.empty()));
    facts();
    html.close();
  }

  /** The next command and where to read on. */
  static void next(Html html, Optional<String> command, Optional<Runbook> runbook) {
    command.ifPresent(whole -> html.open("p").text("Next: ").element("code", whole).close());
    runbook.ifPresent(
        page ->
            html.open("p", "class", "runbook")
                .element("a", "Runbook " + page.alert(), "href", page.url())
                .close());
  }

  private void bar(FileView file) {
    html.open("figure");
    Bar.draw(html, file, id + "b");
    html.open("figcaption", "id", id + "b").element("p", file.words());
    html.open("ul", "class", "legend");
    for (FilePart part : file.parts()) {
      html.open("li").element("span", "", "class", "swatch " + part.style());
      html.text(part.name() + " ").element("b", Amount.bytes(part.bytes())).close();
    }
    html.close().close().close();
  }

  private void line(Instant now, OptionalLong quota) {
    List<Look> looks = member.history().looks();
    html.open("figure");
    Sparkline.draw(html, looks, now, quota, id + "l");
    html.element("figcaption", Sparkline.words(looks, now, quota, true), "id", id + "l");
    html.close();
  }

  private void facts() {
    html.open("dl");
    for (MemberFacts.Fact fact : MemberFacts.of(cluster, member)) {
      html.element("dt", fact.name()).element("dd", fact.text());
    }
    html.close();
  }
}
