package dev.etcdstorage.exporter.observe;

import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import java.util.ArrayList;
import java.util.List;

/**
 * How many members answer of how many, and which are not seen at all.
 *
 * @param answering of the watched members
 * @param all the watched members, and voters that should be; if only some of the list are wanted,
 *     those
 * @param warnings members that are not seen and endpoints that mislead, a sentence each without a
 *     full stop
 */
public record Quorum(int answering, int all, List<String> warnings) {
  public Quorum {
    warnings = List.copyOf(warnings);
  }

  public static Quorum of(ClusterSample sample) {
    int answering = (int) sample.members().stream().filter(Quorum::answers).count();
    boolean whole = sample.unwatched().stream().allMatch(UnwatchedMember::fault);
    int missing = whole ? (int) sample.missing().filter(UnwatchedMember::voter).count() : 0;
    int all = sample.members().size() + missing;
    List<String> warnings = new ArrayList<>();
    sample
        .missing()
        .forEach(
            member ->
                warnings.add(
                    member.name()
                        + " "
                        + member.words()
                        + (member.missingVoter() && whole
                            ? "; " + answering + " of " + all + " members answer"
                            : "")));
    for (EndpointWarning warning : sample.warnings()) {
      warnings.add(warning.endpoint() + " " + warning.words());
    }
    return new Quorum(answering, all, warnings);
  }

  private static boolean answers(MemberSample member) {
    return member.reached().isPresent();
  }
}
