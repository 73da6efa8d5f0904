package dev.etcdstorage.exporter.analyze;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Members of one cluster that are down, and which of them to restore from.
 *
 * @param members as they were named
 * @param best index in that list of the one that is furthest on; empty if none can be used
 * @param comparedAbove the revision above which their keys were compared, up to {@code
 *     comparedUpTo}; both 0 if they have no revisions in common
 * @param notes what else there is to know, each one sentence
 */
public record MembersCompared(
    List<MemberFile> members,
    Optional<Integer> best,
    long comparedAbove,
    long comparedUpTo,
    List<String> notes) {
  private static final Comparator<MemberFile> FURTHER =
      Comparator.<MemberFile>comparingLong(member -> facts(member).revision())
          .thenComparingLong(MemberFile::furthestIndex)
          .thenComparingLong(member -> facts(member).term().orElse(0));

  public MembersCompared {
    members = List.copyOf(members);
    notes = List.copyOf(notes);
  }

  private static StoreFacts facts(MemberFile member) {
    return member.analysis().orElseThrow().facts();
  }

  /** Reads all of them. */
  public static MembersCompared of(List<Path> named, Analyzer analyzer) throws IOException {
    List<MemberFile> members = new ArrayList<>();
    for (Path each : named) {
      members.add(MemberFile.read(each, analyzer));
    }
    List<StoreFacts> read =
        members.stream()
            .filter(each -> each.analysis().isPresent())
            .map(MembersCompared::facts)
            .toList();
    long above = read.stream().mapToLong(StoreFacts::compactedRevision).max().orElse(0);
    long upTo = read.stream().mapToLong(StoreFacts::revision).min().orElse(0);
    if (read.size() < 2 || upTo <= above) {
      return of(members, 0, 0);
    }
    List<MemberFile> hashed = new ArrayList<>();
    for (MemberFile member : members) {
      hashed.add(
          member.analysis().isPresent()
              ? member.with(RangeHash.of(member.analysis().get().file(), above, upTo))
              : member);
    }
    return of(hashed, above, upTo);
  }

  static MembersCompared of(List<MemberFile> members, long above, long upTo) {
    Optional<Integer> best = Optional.empty();
    for (int i = 0; i < members.size(); i++) {
      MemberFile member = members.get(i);
      if (member.analysis().isPresent()
          && (best.isEmpty() || FURTHER.compare(member, members.get(best.get())) > 0)) {
        best = Optional.of(i);
      }
    }
    return new MembersCompared(members, best, above, upTo, MemberNotes.of(members));
  }

  /** How many revisions of the best member this one lacks; 0 if none can be used. */
  public long lacks(MemberFile member) {
    return best.map(place -> facts(members.get(place)).revision()).orElse(0L)
        - member.analysis().map(each -> each.facts().revision()).orElse(0L);
  }
}
