package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.MemberFile;
import dev.etcdstorage.exporter.analyze.MembersCompared;
import dev.etcdstorage.exporter.analyze.StoreFacts;
import dev.etcdstorage.exporter.analyze.WalEnd;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Paragraphs;
import dev.etcdstorage.exporter.text.Sentence;
import dev.etcdstorage.exporter.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Several members that are down, and which of them to restore from. */
public final class MembersText {
  private static final int LONGEST_NAME = 24;

  private MembersText() {}

  public static String of(MembersCompared compared) {
    Paragraphs page = new Paragraphs();
    Table table =
        new Table()
            .left("")
            .left("MEMBER")
            .right("REVISION", "COMPACTED", "INDEX", "TERM", "WAL INDEX")
            .left("KEYS HASH");
    for (int i = 0; i < compared.members().size(); i++) {
      boolean best = compared.best().isPresent() && compared.best().get() == i;
      table.row(cells(compared.members().get(i), best ? ">" : ""));
    }
    table.lines().forEach(page::line);
    page.gap();
    page.wrapped("", verdict(compared));
    for (MemberFile member : compared.members()) {
      if (member.analysis().isEmpty()) {
        page.wrapped("- ", member.named() + " cannot be used: " + member.why().orElse("") + ".");
      } else if (compared.lacks(member) > 0) {
        page.wrapped(
            "- ",
            member.named() + " lacks " + Amount.count(compared.lacks(member), "revision") + ".");
      }
    }
    if (compared.comparedUpTo() > 0) {
      page.wrapped(
          "- ",
          "The hash is of all keys and values written after revision "
              + compared.comparedAbove()
              + " and up to "
              + compared.comparedUpTo()
              + ", which all of them have.");
    }
    compared.notes().forEach(note -> page.wrapped("- ", Sentence.of(note)));
    return page.toString();
  }

  private static List<String> cells(MemberFile member, String mark) {
    List<String> cells = new ArrayList<>();
    cells.add(mark);
    cells.add(RowOfKeys.shortened(member.named().toString(), LONGEST_NAME));
    if (member.analysis().isEmpty()) {
      cells.add("cannot be used");
      return cells;
    }
    StoreFacts facts = member.analysis().get().facts();
    cells.add(Long.toString(facts.revision()));
    cells.add(Long.toString(facts.compactedRevision()));
    cells.add(member.appliedIndex() == 0 ? "-" : Long.toString(member.appliedIndex()));
    cells.add(facts.term().isPresent() ? Long.toString(facts.term().getAsLong()) : "-");
    cells.add(member.wal().map(WalEnd::lastIndex).map(index -> Long.toString(index)).orElse("-"));
    cells.add(member.commonHash().map(hash -> String.format("%08x", hash)).orElse("-"));
    return cells;
  }

  private static String verdict(MembersCompared compared) {
    if (compared.best().isEmpty()) {
      return "None of them can be used.";
    }
    int place = compared.best().get();
    MemberFile best = compared.members().get(place);
    boolean alone =
        IntStream.range(0, compared.members().size())
            .filter(other -> other != place)
            .mapToObj(compared.members()::get)
            .noneMatch(other -> other.analysis().isPresent() && compared.lacks(other) == 0);
    return "Restore from "
        + best.named()
        + (alone
            ? ": it is the furthest ahead."
            : ": none is further ahead, and others are as far.");
  }
}
