package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs the first scan, and then what changes. */
final class ScanLog {
  private final Logger log;
  private final Optional<String> cluster;
  private Optional<String> trouble = Optional.empty();
  private boolean toldOne;

  ScanLog(Logger log, Optional<String> cluster) {
    this.log = log;
    this.cluster = cluster;
  }

  void finished(ScanResult result) {
    Live total = result.total();
    event(toldOne && trouble.isEmpty() ? log.atDebug() : log.atInfo())
        .addKeyValue("keys", total.keys())
        .addKeyValue("bytes", total.bytes())
        .addKeyValue("seconds", (double) result.took().toMillis() / 1000)
        .addKeyValue("revision", result.revision())
        .addKeyValue("exact", result.exact())
        .addKeyValue("sizes_known", result.values())
        .log("keys are scanned");
    toldOne = true;
    trouble = Optional.empty();
  }

  void overtaken(long revision) {
    event(log.atInfo())
        .addKeyValue("revision", revision)
        .log("compaction overtook the scan; it goes on at the present revision");
  }

  /** The scan does not have to start over. */
  void goesOnAt(Endpoint endpoint) {
    event(log.atInfo())
        .addKeyValue("endpoint", endpoint)
        .log("the member scanned is away; the scan continues on another");
  }

  void failed(ScanEnd.Failed failed) {
    if (changed("failed " + failed.reason())) {
      event(log.atWarn())
          .addKeyValue("reason", failed.reason())
          .addKeyValue("err", failed.detail())
          .log("scan was given up");
    }
  }

  /** No member can be scanned, and one refuses. */
  void refused(ScanEnd.Harmed refused) {
    if (changed("off " + refused.reason())) {
      event(log.atWarn())
          .addKeyValue("reason", refused.reason().label())
          .addKeyValue("err", refused.detail())
          .log("no member to scan, and one refuses this user; trying again");
    }
  }

  /** A refusal is logged only once, though it is tried again after each cool-down. */
  void off(ScanEnd.Harmed harmed, Duration coolDown) {
    boolean told = !changed("off " + harmed.reason()) && harmed.reason() == StopReason.REFUSED;
    event(told ? log.atDebug() : log.atWarn())
        .addKeyValue("reason", harmed.reason().label())
        .addKeyValue("minutes", coolDown.toMinutes())
        .addKeyValue("err", harmed.detail())
        .log("scan switches itself off for a while");
  }

  void restored() {
    event(log.atWarn()).log("cluster was restored or rebuilt; the last scan is forgotten");
  }

  private boolean changed(String now) {
    boolean other = !trouble.equals(Optional.of(now));
    trouble = Optional.of(now);
    return other;
  }

  private LoggingEventBuilder event(LoggingEventBuilder builder) {
    return cluster.map(name -> builder.addKeyValue("etcd_cluster", name)).orElse(builder);
  }
}
