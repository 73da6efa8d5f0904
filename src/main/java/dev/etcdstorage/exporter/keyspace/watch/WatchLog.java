package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs changes of one cluster's watch, each once. */
final class WatchLog {
  private final Logger logger;
  private final Optional<String> cluster;
  private boolean lost;
  private boolean notLeading;
  private boolean refused;

  WatchLog(Logger logger, Optional<String> cluster) {
    this.logger = logger;
    this.cluster = cluster;
  }

  void established(Endpoint endpoint, long next) {
    lost = false;
    notLeading = false;
    refused = false;
    event(logger.atInfo())
        .addKeyValue("endpoint", endpoint)
        .addKeyValue("revision", next)
        .log("watching the keyspace");
  }

  /** Once, however long it takes until there is a watch again. */
  void lost(String why) {
    if (!lost) {
      lost = true;
      event(logger.atWarn()).addKeyValue("err", why).log("the watch ended; it will resume");
    }
  }

  /** Once, until there is a watch. */
  void refused(Failure refusal) {
    if (!refused) {
      refused = true;
      event(logger.atWarn())
          .addKeyValue("reason", StopReason.REFUSED.label())
          .addKeyValue("err", refusal.detail())
          .log("no member to watch through, and one refuses this user; trying again");
    }
  }

  void leftOut(long revisions, String why) {
    event(logger.atWarn())
        .addKeyValue("revisions", revisions)
        .addKeyValue("why", why)
        .log("the watch missed revisions");
  }

  void notLeading() {
    if (!notLeading) {
      notLeading = true;
      event(logger.atInfo()).log("the member does not lead; another exporter watches");
    }
  }

  void broken(Throwable fault) {
    event(logger.atError()).setCause(fault).log("the watch failed: internal error");
  }

  void restored() {
    event(logger.atWarn()).log("cluster was restored or rebuilt; counting writes anew");
  }

  /** A refusal is logged only once, though it is tried again after each cool-down. */
  void switchedOff(StopReason reason, Optional<Failure> refusal, Duration length) {
    boolean told = refused && reason == StopReason.REFUSED;
    lost = true;
    refused = reason == StopReason.REFUSED;
    LoggingEventBuilder line =
        event(told ? logger.atDebug() : logger.atWarn())
            .addKeyValue("reason", reason.label())
            .addKeyValue("minutes", length.toMinutes());
    refusal
        .map(failure -> line.addKeyValue("err", failure.detail()))
        .orElse(line)
        .log("the watch switched itself off for a while");
  }

  private LoggingEventBuilder event(LoggingEventBuilder builder) {
    return cluster.map(name -> builder.addKeyValue("etcd_cluster", name)).orElse(builder);
  }
}
