package dev.etcdstorage.exporter.analyze;

import java.util.ArrayList;
import java.util.List;

/** What to know before one of several members is chosen. */
final class MemberNotes {
  private MemberNotes() {}

  static List<String> of(List<MemberFile> members) {
    List<String> notes = new ArrayList<>();
    List<MemberFile> read = members.stream().filter(each -> each.analysis().isPresent()).toList();
    if (read.stream().map(MemberNotes::ids).filter(ids -> !ids.isEmpty()).distinct().count() > 1) {
      notes.add(
          "the files list different members: they are of different clusters, or the cluster changed"
              + " between them");
    }
    if (read.stream().flatMap(each -> each.commonHash().stream()).distinct().count() > 1) {
      notes.add(
          "the files have different keys or values at revisions that all of them have: one of them is"
              + " corrupt, and the hashes tell which differs from the others");
    }
    for (MemberFile member : read) {
      long waiting = member.furthestIndex() - member.appliedIndex();
      if (member.appliedIndex() > 0 && waiting > 0) {
        notes.add(
            "%s has %d committed entries in its WAL that are not in its file: etcd applies them when"
                    .formatted(member.named(), waiting)
                + " it starts with this directory, and a restore from the file alone loses them");
      }
    }
    return notes;
  }

  private static List<String> ids(MemberFile member) {
    return member.analysis().orElseThrow().facts().members().stream()
        .map(KnownMember::id)
        .sorted()
        .toList();
  }
}
