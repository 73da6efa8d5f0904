package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what changed in a cluster: once when it changes, never once a scrape. */
final class ChangeLog {
  private static final Logger LOG = LoggerFactory.getLogger("sample");

  private final Logger log;
  private final Optional<String> cluster;
  private final Map<Endpoint, Optional<Reason>> lastReason = new HashMap<>();
  private final Map<Endpoint, Set<String>> lastAlarms = new HashMap<>();
  private final Map<Endpoint, Set<String>> told = new HashMap<>();
  private final Set<String> faults = new HashSet<>();
  private final Set<Set<String>> clashes = new HashSet<>();

  ChangeLog(Optional<String> cluster) {
    this(cluster, LOG);
  }

  private ChangeLog(Optional<String> cluster, Logger log) {
    this.cluster = cluster;
    this.log = log;
  }

  /** Logs nothing: for a second look at members whose changes are logged already. */
  static ChangeLog silent() {
    return new ChangeLog(Optional.empty(), NOPLogger.NOP_LOGGER);
  }

  void logJoined(Endpoint endpoint) {
    event(log.atInfo()).addKeyValue("endpoint", endpoint).log("member joined the member list");
  }

  void logMoved(Endpoint endpoint) {
    event(log.atInfo()).addKeyValue("endpoint", endpoint).log("member advertises another address");
  }

  /**
   * The endpoint is no longer watched.
   *
   * @param elsewhere whether its member is watched at another endpoint
   */
  void logLeft(Endpoint endpoint, boolean elsewhere) {
    lastReason.remove(endpoint);
    lastAlarms.remove(endpoint);
    told.remove(endpoint);
    event(log.atInfo())
        .addKeyValue("endpoint", endpoint)
        .log(elsewhere ? "member is watched at another endpoint" : "member left the member list");
  }

  void logRestored(List<Endpoint> endpoints) {
    event(log.atWarn())
        .addKeyValue("endpoints", endpoints)
        .log("cluster was restored or rebuilt; starting over");
  }

  synchronized void logNameClash(Set<String> names) {
    if (clashes.add(names)) {
      event(log.atWarn())
          .addKeyValue("names", names)
          .log("several endpoints have the same member name; they are shown by address");
    }
  }

  /** Members of the list that are not watched, and endpoints that are not one member's own. */
  private void logFaults(ClusterSample sample) {
    Set<String> now = new HashSet<>();
    sample
        .missing()
        .forEach(
            member -> fault(now, "member", member.name(), member.name() + " " + member.words()));
    for (EndpointWarning warning : sample.warnings()) {
      fault(now, "endpoint", warning.endpoint(), warning.endpoint() + " " + warning.words());
    }
    faults.retainAll(now);
  }

  private void fault(Set<String> now, String key, Object who, String words) {
    now.add(words);
    if (faults.add(words)) {
      event(log.atWarn()).addKeyValue(key, who).log(words);
    }
  }

  /**
   * Calls that failed although the member answered Status: each is logged once while it goes on.
   */
  void logPartialFailures(Endpoint endpoint, List<Failure> failures) {
    for (Failure failure : failures) {
      String call = failure.detail().split(":", 2)[0] + " " + failure.reason();
      if (told.computeIfAbsent(endpoint, key -> new HashSet<>()).add(call)) {
        event(log.atWarn())
            .addKeyValue("endpoint", endpoint)
            .addKeyValue("reason", failure.reason().label())
            .addKeyValue("err", failure.detail())
            .log("a part of the member's values is missing");
      }
    }
  }

  void logSample(ClusterSample sample) {
    logFaults(sample);
    for (MemberSample member : sample.members()) {
      member.reached().ifPresent(reached -> logAnswer(member, reached));
      member.failure().ifPresent(failure -> logFailure(member, failure));
    }
  }

  private void logAnswer(MemberSample member, Outcome.Reached reached) {
    if (changed(member.endpoint(), Optional.empty())) {
      of(log.atInfo(), member)
          .addKeyValue("version", reached.status().version())
          .addKeyValue("quota", reached.quota().map(Quota::sourceLabel).orElse("unknown"))
          .log("member answers");
    }
    Set<String> alarms = new TreeSet<>();
    for (RaisedAlarm raised : reached.status().alarms()) {
      alarms.add(raised.alarm() + " by " + Long.toHexString(raised.memberId()));
    }
    Set<String> before = lastAlarms.put(member.endpoint(), alarms);
    if (!alarms.equals(before == null ? Set.of() : before)) {
      of(alarms.isEmpty() ? log.atInfo() : log.atWarn(), member)
          .addKeyValue("alarms", alarms)
          .log(alarms.isEmpty() ? "alarms are gone" : "alarm is active");
    }
  }

  private void logFailure(MemberSample member, Failure failure) {
    if (changed(member.endpoint(), Optional.of(failure.reason()))) {
      told.remove(member.endpoint());
      of(log.atWarn(), member)
          .addKeyValue("reason", failure.reason().label())
          .addKeyValue("err", failure.detail())
          .log("member does not answer");
    }
  }

  private boolean changed(Endpoint endpoint, Optional<Reason> reason) {
    return !reason.equals(lastReason.put(endpoint, reason));
  }

  private LoggingEventBuilder of(LoggingEventBuilder builder, MemberSample member) {
    return event(builder)
        .addKeyValue("member", member.member())
        .addKeyValue("endpoint", member.endpoint());
  }

  private LoggingEventBuilder event(LoggingEventBuilder builder) {
    return cluster.map(name -> builder.addKeyValue("etcd_cluster", name)).orElse(builder);
  }
}
