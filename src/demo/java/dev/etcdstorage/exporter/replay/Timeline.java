package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.replay.Recovering.Stage;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What happened when.
 *
 * @param faster how many times faster than in the incident the rules' times passed
 * @param readOnly when the first put was refused
 * @param compacted when the compaction began
 * @param recovery the steps of the command that mended it, in order
 * @param fired when each alert fired for the first time, earliest first
 * @param notifications what people were told, in the order of arrival
 */
record Timeline(
    int faster,
    Instant began,
    Instant stormed,
    Instant readOnly,
    Instant compacted,
    List<Stage> recovery,
    Map<AlertKind, Instant> fired,
    List<Notification> notifications) {

  /** When it fired; fails when it did not. */
  Instant fired(AlertKind kind) {
    return Optional.ofNullable(fired.get(kind))
        .orElseThrow(() -> new AssertionError(kind + " never fired:\n" + table()));
  }

  /** When people were first told that it fires. */
  Optional<Instant> told(AlertKind kind) {
    return notifications.stream()
        .filter(
            notification ->
                notification.alerts().stream()
                    .anyMatch(alert -> alert.firing() && AlertKind.of(alert.labels()).equals(kind)))
        .map(Notification::at)
        .findFirst();
  }

  /** When people were first told that an alert of this name is over. */
  Optional<Instant> toldOver(String name) {
    return notifications.stream()
        .filter(notification -> notification.alerts().stream().anyMatch(over -> isOver(over, name)))
        .map(Notification::at)
        .findFirst();
  }

  private static boolean isOver(WebhookReceiver.Alert alert, String name) {
    return !alert.firing() && alert.name().equals(name);
  }

  /** One line an alert, for people. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        row("alert", "severity", "rules", "fired", "against read-only", "at real pace", "told"));
    fired.forEach(
        (kind, at) ->
            lines.add(
                row(
                    kind.toString(),
                    kind.severity(),
                    kind.rules(),
                    since(at),
                    against(Duration.between(at, readOnly)),
                    realPace(Duration.between(at, readOnly)),
                    told(kind).map(this::since).orElse("not told"))));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "The storm began at %s, the first put was refused at %s. Times passed %d times faster than in the"
                + " rules as shipped.",
            since(stormed),
            since(readOnly),
            faster));
    lines.add(
        "\"not told\": a worse alert silenced it, as deploy/alertmanager says, or it was over before.");
    lines.add("");
    lines.add("recover --yes, without a snapshot, after the compaction by hand:");
    recovery.forEach(
        stage ->
            lines.add(String.format(Locale.ROOT, "  %-9s %5.1f s", stage.name(), stage.seconds())));
    lines.add(
        String.format(
            Locale.ROOT,
            "  %-9s %5.1f s",
            "in all",
            recovery.stream().mapToDouble(Stage::seconds).sum()));
    return String.join("\n", lines);
  }

  private static String row(
      String alert,
      String severity,
      String rules,
      String fired,
      String against,
      String pace,
      String told) {
    return String.format(
        "%-38s %-9s %-9s %8s  %-17s  %-14s  %s",
        alert, severity, rules, fired, against, pace, told);
  }

  /** Minutes, seconds and tenths since the beginning. */
  String since(Instant moment) {
    long tenths = Duration.between(began, moment).toMillis() / 100;
    return String.format(Locale.ROOT, "%d:%02d.%d", tenths / 600, tenths / 10 % 60, tenths % 10);
  }

  private static String against(Duration before) {
    return String.format(
        Locale.ROOT,
        "%.1f s %s",
        Math.abs((double) before.toMillis()) / 1e3,
        before.isNegative() ? "after" : "before");
  }

  private String realPace(Duration before) {
    return String.format(
        Locale.ROOT,
        "%.0f min %s",
        Math.abs((double) before.toMillis()) * faster / 60e3,
        before.isNegative() ? "after" : "before");
  }
}
