package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.storage.Window;

/**
 * What the file is made of, what to do about it, and when it will be full.
 *
 * <pre>
 * etcd_storage_history_bytes{member="etcd-1"} 8.04E9
 * etcd_storage_verdict{member="etcd-1",verdict="compact"} 1.0
 * etcd_storage_time_to_full_seconds{member="etcd-1",window="short"} 2040.0
 * </pre>
 */
final class MakeupGroup implements ReachedGroup {
  @Override
  public void collect(Observed observed, MemberSample member, Reached reached, Page page) {
    FileMakeup makeup = observed.makeup(reached);
    String name = member.member();
    page.add(Family.FREE_BYTES, (double) makeup.freeBytes(), name);
    makeup.liveBytes().ifPresent(bytes -> page.add(Family.LIVE_BYTES, (double) bytes, name));
    makeup.historyBytes().ifPresent(bytes -> page.add(Family.HISTORY_BYTES, (double) bytes, name));
    makeup.slackBytes().ifPresent(bytes -> page.add(Family.SLACK_BYTES, (double) bytes, name));
    Verdict verdict = observed.verdict(reached);
    for (Verdict each : Verdict.values()) {
      page.add(Family.VERDICT, each == verdict ? 1 : 0, name, each.label());
    }
    for (Window window : Window.values()) {
      Observed.secondsToFull(member, reached, window)
          .ifPresent(seconds -> page.add(Family.TIME_TO_FULL, seconds, name, window.label()));
    }
  }
}
