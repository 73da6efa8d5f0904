package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.MaintenanceSample;
import dev.etcdstorage.exporter.maintenance.MemberRuns;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.Growth.Look;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of a member, line by line, the same on the page and in a terminal. */
final class MemberFacts {
  /** A line: its subject, and what there is to say. */
  record Fact(String name, String text) {}

  private MemberFacts() {}

  static List<Fact> of(Observed cluster, MemberSample member) {
    List<Fact> facts = new ArrayList<>();
    if (member.outcome() instanceof Reached reached) {
      DbSpace space = reached.space();
      facts.add(new Fact("in use", inUse(space)));
      facts.add(new Fact("full", TimeToFull.words(member, reached)));
      facts.add(new Fact("revisions", revisions(reached)));
      storage(reached.status()).ifPresent(words -> facts.add(new Fact("storage", words)));
    } else if (member.outcome() instanceof Outcome.Failed failed) {
      facts.add(new Fact("why", Visible.cut(failed.failure().detail(), 300)));
      List<Look> looks = member.history().looks();
      if (!looks.isEmpty()) {
        facts.add(new Fact("last seen", lastSeen(looks.get(looks.size() - 1))));
      }
    }
    cluster
        .maintenance()
        .ifPresent(
            sample -> facts.add(new Fact("last defrag", lastDefrag(sample, member.member()))));
    facts.add(new Fact("endpoint", member.endpoint().toString()));
    return facts;
  }

  private static String lastSeen(Look look) {
    return Amount.moment(look.at())
        + ": file "
        + Amount.bytes(look.space().sizeBytes())
        + ", in use "
        + Amount.bytes(look.space().inUseBytes());
  }

  /** Beside the member's name. */
  static String tags(MemberSample member) {
    if (!(member.outcome() instanceof Reached reached)) {
      return "";
    }
    MemberStatus status = reached.status();
    String role = status.leader() ? "leader, " : status.learner() ? "learner, " : "";
    return role + "etcd " + status.version();
  }

  /** Leaves out whether a defragmentation helps: the headline says that. */
  private static String inUse(DbSpace space) {
    return Amount.bytes(space.inUseBytes())
        + space.fragmentation().stream()
            .mapToObj(ratio -> "; " + Amount.percent(ratio) + " of the file is free pages")
            .findFirst()
            .orElse("");
  }

  private static String revisions(Reached reached) {
    long revision = reached.status().revision();
    if (reached.compactedRevision().isEmpty()) {
      return "unknown how many are kept, now at "
          + Amount.count(revision)
          + reached
              .compactedRevisionFailure()
              .map(why -> " (" + Visible.cut(why.detail(), 300) + ")")
              .orElse("");
    }
    long compacted = reached.compactedRevision().getAsLong();
    return compacted == 0
        ? "all " + Amount.count(revision) + " kept: nothing was ever compacted"
        : Amount.count(Math.max(0, revision - compacted))
            + " kept, compacted up to "
            + Amount.count(compacted);
  }

  /** Only while it is not the version that the member would write. */
  private static Optional<String> storage(MemberStatus status) {
    String version = status.storage().version().map(v -> "version " + v).orElse("version unknown");
    Optional<String> target = status.storage().downgradeTarget();
    if (target.isPresent()) {
      return Optional.of(version + "; a downgrade to " + target.get() + " is enabled");
    }
    return status.storageBehind()
        ? Optional.of(
            version + ", behind etcd " + status.version() + ": not all members run that yet")
        : Optional.empty();
  }

  private static String lastDefrag(MaintenanceSample sample, String member) {
    return Optional.ofNullable(sample.members().get(member))
        .flatMap(MemberRuns::last)
        .map(MemberFacts::run)
        .orElse("none known");
  }

  private static String run(DefragRecord last) {
    String when = Amount.moment(last.ended());
    String took = Amount.seconds(last.took().toMillis() / 1e3);
    if (!last.succeeded()) {
      return "FAILED " + when + " after " + took + ": " + Visible.cut(last.detail(), 300);
    }
    return when
        + ", reclaimed "
        + Amount.bytes(Math.max(0, last.bytesBefore() - last.bytesAfter()))
        + " in "
        + took;
  }
}
