package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** What was shown of one member's file, and what was true of it. */
record SeenFile(
    RealEtcd etcd,
    DbSpace space,
    FileMakeup makeup,
    LiveNow live,
    Verdict verdict,
    Verdict trueVerdict,
    FileTruth truth,
    Thresholds thresholds) {
  private static final int BLOAT = 4;

  /** etcd's default. */
  private static final OptionalLong QUOTA = OptionalLong.of(2L << 30);

  /**
   * Of a member to which nobody writes.
   *
   * @param read finds the truth, once the space is told
   */
  static SeenFile of(RealEtcd etcd, Observed observed, Function<DbSpace, FileTruth> read) {
    Reached member =
        observed
            .sample()
            .reached()
            .filter(each -> each.status().memberId() == etcd.memberId())
            .findFirst()
            .orElseThrow();
    DbSpace space = member.space();
    FileMakeup makeup = observed.makeup(member);
    FileTruth truth = read.apply(space);
    // With what is known of the revisions kept.
    FileMakeup parts =
        FileMakeup.of(
            space,
            OptionalLong.of(truth.liveBytes()),
            HistorySize.seen(truth.historyBytes()),
            OptionalLong.of(makeup.settling() ? 0 : Long.MAX_VALUE));
    return new SeenFile(
        etcd,
        space,
        makeup,
        observed.live().orElseThrow(),
        observed.verdict(member),
        Verdict.of(space, QUOTA, parts, observed.thresholds()),
        truth,
        observed.thresholds());
  }

  /** What EtcdHistoryBloat asks for, where so much is worth it as for the verdict. */
  private boolean bloated(long history, long live) {
    return history > BLOAT * live && history > thresholds.worthBytes();
  }

  boolean bloated() {
    return bloated(makeup.historyBytes().orElse(0), makeup.liveBytes().orElse(0));
  }

  boolean trulyBloated() {
    return bloated(truth.historyBytes(), truth.liveBytes());
  }

  /** Whether it is said that all that lives is known, as of now. */
  boolean isSure() {
    return live.watched() && live.exact();
  }

  /** Whether it is said that history is known, and not that it is estimated. */
  boolean historyKnown() {
    HistorySize.By by = makeup.historyBy().orElseThrow();
    return by == HistorySize.By.WATCH
        || (by == HistorySize.By.REVISIONS && makeup.historyBytes().orElseThrow() == 0);
  }

  /** How far live data are off, as a part of the file. */
  double liveError() {
    return error(makeup.liveBytes(), truth.liveBytes());
  }

  /** Of the part that is farthest off, of those that are told. */
  double error() {
    return DoubleStream.of(
            liveError(),
            error(makeup.historyBytes(), truth.historyBytes()),
            error(makeup.slackBytes(), truth.slackBytes()))
        .max()
        .orElseThrow();
  }

  private double error(OptionalLong shown, long really) {
    return shown.isEmpty() ? 0 : Math.abs(shown.getAsLong() - really) / (double) space.sizeBytes();
  }

  /** A line of the document. */
  String row(String when) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f MB | %s | %s | %s | %.2f MB | %.2f%% | %s | %s |%n",
        when,
        etcd.binary().version(),
        space.sizeBytes() / 1e6,
        cell(isSure() ? "" : "at the scan ", makeup.liveBytes(), truth.liveBytes()),
        cell(how(), makeup.historyBytes(), truth.historyBytes()),
        cell("", makeup.slackBytes(), truth.slackBytes()),
        makeup.freeBytes() / 1e6,
        100 * error(),
        verdict.label(),
        bloated() ? "yes" : "no");
  }

  private String how() {
    if (historyKnown()) {
      return "";
    }
    return makeup.historyBy().equals(Optional.of(HistorySize.By.PAGES)) ? "up to " : "about ";
  }

  private static String cell(String how, OptionalLong shown, long really) {
    return shown.isEmpty()
        ? String.format(Locale.ROOT, "? (%.2f) MB", really / 1e6)
        : String.format(
            Locale.ROOT, "%s%.2f (%.2f) MB", how, shown.getAsLong() / 1e6, really / 1e6);
  }
}
