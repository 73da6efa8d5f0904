package dev.etcdstorage.exporter.etcd;

/** etcd's alarms ({@code AlarmType} in etcd's rpc.proto). */
public enum Alarm {
  /** The quota was reached; puts and lease grants are refused until it is disarmed. */
  NOSPACE,
  /** Members disagree about their data. */
  CORRUPT
}
