package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.MemberFile;
import dev.etcdstorage.exporter.analyze.MembersCompared;
import dev.etcdstorage.exporter.text.JsonText;
import java.time.Instant;

/** The document on several members that docs/analyze.md describes. */
public final class MembersJson {
  private MembersJson() {}

  public static String of(String exporterVersion, Instant at, MembersCompared compared) {
    return JsonText.object(
        json -> {
          json.field("formatVersion", AnalysisJson.VERSION)
              .field("exporterVersion", exporterVersion)
              .field("time", at.toString());
          compared
              .best()
              .ifPresent(
                  place -> json.field("best", compared.members().get(place).named().toString()));
          if (compared.comparedUpTo() > 0) {
            json.field("comparedAbove", compared.comparedAbove())
                .field("comparedUpTo", compared.comparedUpTo());
          }
          json.list(
              "members", compared.members(), (MemberFile each) -> member(json, each, compared));
          json.strings("notes", compared.notes());
        });
  }

  private static void member(JsonText json, MemberFile member, MembersCompared compared) {
    json.field("path", member.named().toString()).text("error", member.why());
    member.commonHash().ifPresent(hash -> json.field("commonHash", Integer.toUnsignedLong(hash)));
    member
        .wal()
        .ifPresent(
            wal ->
                json.object(
                    "wal",
                    within ->
                        within
                            .field("lastIndex", wal.lastIndex())
                            .field("lastTerm", wal.lastTerm())
                            .field("commitIndex", wal.commitIndex())));
    if (member.analysis().isPresent()) {
      json.field("lacksRevisions", compared.lacks(member));
      AnalysisJson.write(json, member.analysis().get());
    }
  }
}
