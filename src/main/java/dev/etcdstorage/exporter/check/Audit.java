package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.etcd.KnownDefect;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** How the cluster is set up, as far as its members show it, and where they differ. Pure. */
final class Audit {
  private final List<Answering> members;
  private final List<Finding> findings = new ArrayList<>();

  private Audit(Examined examined) {
    this.members = examined.answering();
  }

  static List<Finding> of(Examined examined) {
    Audit audit = new Audit(examined);
    audit.clusters();
    audit.differingQuotas();
    audit.sizes();
    audit.versions();
    audit.downgrades();
    audit.storageVersions();
    audit.quotas();
    return audit.findings;
  }

  private void clusters() {
    Set<Long> ids =
        members.stream()
            .map(member -> member.status().clusterId())
            .collect(Collectors.toUnmodifiableSet());
    if (ids.size() > 1) {
      findings.add(
          Finding.warning(
              "the endpoints lead to "
                  + ids.size()
                  + " different clusters: check each by itself, or one member was rebuilt alone"));
    }
  }

  private void differingQuotas() {
    Map<Long, List<String>> byQuota = grouped(Audit::quota);
    if (byQuota.size() > 1) {
      findings.add(
          Finding.warning(
              "quotas differ, and the smallest one stops the writes of all: "
                  + shown(byQuota, bytes -> bytes < 0 ? "disabled" : Amount.bytes(bytes))));
    }
  }

  private void quotas() {
    quotas(
        bytes -> bytes == Limits.DEFAULT_QUOTA,
        "a quota of 2.0 GiB is etcd's default where --quota-backend-bytes is not set");
    quotas(bytes -> bytes < 0, "the quota is disabled: only the disk stops the file's growth");
    quotas(
        bytes -> bytes > Limits.DEFAULT_QUOTA * 4,
        "the quota is above 8 GiB, which etcd itself warns of when it starts");
  }

  private void quotas(Predicate<Long> which, String text) {
    List<String> names =
        members.stream()
            .filter(member -> quota(member).filter(which).isPresent())
            .map(Answering::name)
            .toList();
    if (!names.isEmpty()) {
      findings.add(Finding.note(text + " (" + Sentence.list(names) + ")"));
    }
  }

  private static Optional<Long> quota(Answering member) {
    return member.reached().quota().map(Quota::bytes);
  }

  /** Free pages differ after a defragmentation of some members; pages in use should not. */
  private void sizes() {
    if (differ(member -> member.status().dbInUseBytes())) {
      sizes(
          Severity.WARNING,
          member -> member.status().dbInUseBytes(),
          " has far more pages in use than ",
          "; members hold the same data, so look at the first: a compaction that it has not"
              + " finished, or a member that is behind");
    } else if (differ(member -> member.status().dbSizeBytes())) {
      sizes(
          Severity.OK,
          member -> member.status().dbSizeBytes(),
          " has a far larger file than ",
          "; their pages in use are alike, so what differs is free pages");
    }
  }

  private boolean differ(ToLongFunction<Answering> bytes) {
    if (members.size() < 2) {
      return false;
    }
    long least = bytes.applyAsLong(least(bytes));
    long most = bytes.applyAsLong(most(bytes));
    return (double) most > Limits.SIZE_TIMES * (double) least && most - least > Limits.SIZE_BYTES;
  }

  private void sizes(
      Severity severity, ToLongFunction<Answering> bytes, String how, String advice) {
    Answering most = most(bytes);
    Answering least = least(bytes);
    findings.add(
        new Finding(
            severity,
            most.name()
                + how
                + least.name()
                + ", "
                + Amount.bytes(bytes.applyAsLong(most))
                + " against "
                + Amount.bytes(bytes.applyAsLong(least))
                + advice));
  }

  private Answering most(ToLongFunction<Answering> bytes) {
    return members.stream().max(Comparator.comparingLong(bytes)).orElseThrow();
  }

  private Answering least(ToLongFunction<Answering> bytes) {
    return members.stream().min(Comparator.comparingLong(bytes)).orElseThrow();
  }

  private void versions() {
    Map<String, List<String>> byVersion = grouped(member -> Optional.of(member.status().version()));
    if (byVersion.size() > 1) {
      findings.add(
          Finding.note("members run different versions: " + shown(byVersion, version -> version)));
    }
    byVersion.forEach(
        (version, names) ->
            KnownDefect.of(version).stream()
                .map(defect -> defect(version, names, defect))
                .forEach(findings::add));
  }

  private void downgrades() {
    grouped(member -> member.status().storage().downgradeTarget())
        .forEach(
            (target, names) ->
                findings.add(
                    Finding.note(
                        "a downgrade to "
                            + target
                            + " is enabled ("
                            + Sentence.list(names)
                            + "): restart the members with that version one after the other, or end"
                            + " it with etcdctl downgrade cancel")));
  }

  /** A downgrade in progress itself explains an old storage version. */
  private void storageVersions() {
    grouped(
            member ->
                member
                    .status()
                    .storage()
                    .version()
                    .filter(
                        version ->
                            member.status().storageBehind()
                                && member.status().storage().downgradeTarget().isEmpty()))
        .forEach(
            (version, names) ->
                findings.add(
                    Finding.note(
                        "the storage version is "
                            + version
                            + ", behind the version that "
                            + Sentence.list(names)
                            + (names.size() == 1 ? " runs" : " run")
                            + ": it rises by itself, soon after all members run the newer version")));
  }

  /** Corruption that needs no rare moment is worth a warning; other defects a note. */
  private static Finding defect(String version, List<String> names, KnownDefect defect) {
    boolean grave =
        defect == KnownDefect.DEFRAG_CORRUPTS || defect == KnownDefect.KILLED_UNDER_LOAD_CORRUPTS;
    return new Finding(
        grave ? Severity.WARNING : Severity.OK,
        "etcd "
            + version
            + " ("
            + Sentence.list(names)
            + "): "
            + defect.text()
            + " ("
            + defect.source()
            + "); fixed in "
            + defect.fixedIn());
  }

  private <K extends Comparable<K>> Map<K, List<String>> grouped(
      Function<Answering, Optional<K>> key) {
    Map<K, List<String>> groups = new TreeMap<>();
    for (Answering member : members) {
      key.apply(member)
          .ifPresent(k -> groups.computeIfAbsent(k, n -> new ArrayList<>()).add(member.name()));
    }
    return groups;
  }

  private static <K> String shown(Map<K, List<String>> groups, Function<K, String> text) {
    return groups.entrySet().stream()
        .map(group -> text.apply(group.getKey()) + " (" + Sentence.list(group.getValue()) + ")")
        .collect(Collectors.joining(", "));
  }
}
