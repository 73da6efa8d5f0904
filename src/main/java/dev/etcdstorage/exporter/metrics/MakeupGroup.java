package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.Verdict;

/**
 * What the file is made of, and what to do about it.
 *
 * <pre>
 * etcd_storage_history_bytes{member="etcd-1"} 8.04E9
 * etcd_storage_verdict{member="etcd-1",verdict="compact"} 1.0
 * </pre>
 */
final class MakeupGroup implements ReachedGroup {
  @Override
  public void collect(Observed observed, MemberSample member, Reached reached, Page page) {
    FileMakeup makeup = observed.makeup(reached);
    var cluster = observed.cluster();
    String name = member.member();
    page.add(Family.FREE_BYTES, cluster, (double) makeup.freeBytes(), name);
    makeup
        .liveBytes()
        .ifPresent(bytes -> page.add(Family.LIVE_BYTES, cluster, (double) bytes, name));
    makeup
        .historyBytes()
        .ifPresent(bytes -> page.add(Family.HISTORY_BYTES, cluster, (double) bytes, name));
    Verdict verdict = observed.verdict(reached);
    for (Verdict each : Verdict.values()) {
      page.add(Family.VERDICT, cluster, each == verdict ? 1 : 0, name, each.label());
    }
  }
}
