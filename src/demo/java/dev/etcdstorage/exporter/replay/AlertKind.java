package dev.etcdstorage.exporter.replay;

import java.util.Map;

/**
 * What one line of the timeline is about: an alert as people know it, whichever member it is about.
 *
 * @param prefix of keys; empty where the alert names none
 */
record AlertKind(String name, String severity, boolean ofNativeRules, String prefix) {

  static AlertKind of(Map<String, String> labels) {
    return new AlertKind(
        labels.getOrDefault("alertname", ""),
        labels.getOrDefault("severity", ""),
        labels.getOrDefault("source", "").equals("native"),
        labels.getOrDefault("prefix", ""));
  }

  /** Of the exporter's rules. */
  static AlertKind of(String name, String severity) {
    return new AlertKind(name, severity, false, "");
  }

  AlertKind about(String newPrefix) {
    return new AlertKind(name, severity, ofNativeRules, newPrefix);
  }

  AlertKind nativeOne() {
    return new AlertKind(name, severity, true, prefix);
  }

  /** Whether it tells of storage; the watchdog always fires. */
  boolean isOurs() {
    return name.startsWith("Etcd");
  }

  String rules() {
    return ofNativeRules ? "native" : "exporter";
  }

  @Override
  public String toString() {
    return name + (prefix.isEmpty() ? "" : " (" + prefix + ")");
  }
}
