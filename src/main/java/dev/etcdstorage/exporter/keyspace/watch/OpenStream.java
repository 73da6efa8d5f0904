package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.KeyWatch;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One stream of events, from its opening until it is closed. */
final class OpenStream {
  /** It may be silent for this many looks although the store moved on. */
  private static final int SILENT_LOOKS = 2;

  private final EtcdMember member;
  private final long startRevision;
  private final Instant opened;
  private final RestoreDetector.Floor asked;
  private Optional<KeyWatch> watch = Optional.empty();
  private boolean established;
  private long messages;
  private long messagesBefore;
  private int silent;
  private int looks;
  private boolean looking;

  OpenStream(EtcdMember member, long startRevision, Instant opened, RestoreDetector.Floor asked) {
    this.member = member;
    this.startRevision = startRevision;
    this.opened = opened;
    this.asked = asked;
  }

  void open(Executor executor, Consumer<WatchMessage> listener) {
    watch = Optional.of(member.watch(startRevision, executor, listener));
  }

  void close() {
    watch.ifPresent(KeyWatch::close);
  }

  /** How far the members were when it was opened. */
  RestoreDetector.Floor asked() {
    return asked;
  }

  EtcdMember member() {
    return member;
  }

  boolean fromNow() {
    return startRevision == 0;
  }

  /** etcd confirmed the watch. */
  void establish() {
    established = true;
  }

  boolean isEstablished() {
    return established;
  }

  /** Whether it was established and did not fall silent. */
  boolean worked() {
    return established && silent <= SILENT_LOOKS;
  }

  Duration age(Instant now) {
    return Duration.between(opened, now);
  }

  void delivered() {
    messages++;
  }

  /** Counts a look at it. */
  void lookedAfter() {
    looks++;
  }

  int looks() {
    return looks;
  }

  /** Whether etcd has not even confirmed the watch. */
  boolean unanswered() {
    return !established && looks > SILENT_LOOKS;
  }

  /** Whether a Status of the member is under way. */
  boolean isLooking() {
    return looking;
  }

  void looking(boolean now) {
    looking = now;
  }

  /**
   * Takes whether the stream owes events by now; returns true if it owed some at too many looks in
   * a row and delivered nothing meanwhile.
   */
  boolean fellSilent(boolean owes) {
    silent = owes && messages == messagesBefore ? silent + 1 : 0;
    messagesBefore = messages;
    return silent > SILENT_LOOKS;
  }
}
