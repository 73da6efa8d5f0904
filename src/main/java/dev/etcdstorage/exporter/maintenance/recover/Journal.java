package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps the audit log and the steps' times. Writes nothing before the plan: a run that changes
 * nothing leaves nothing behind.
 */
public final class Journal {
  private final String run;
  private final AuditLog audit;
  private final Sleeper sleeper;
  private final RecoverListener listener;
  private final Map<Step, Duration> took = new EnumMap<>(Step.class);
  private boolean open;
  private boolean lost;

  /**
   * @param run tells this run's entries from others'
   */
  public Journal(String run, AuditLog audit, Sleeper sleeper, RecoverListener listener) {
    this.run = run;
    this.audit = audit;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  Instant now() {
    return sleeper.instant();
  }

  /** A moment to measure from, with no other meaning. */
  Duration mark() {
    return sleeper.elapsed();
  }

  Duration since(Duration mark) {
    return sleeper.elapsed().minus(mark);
  }

  Map<Step, Duration> took() {
    return took;
  }

  /**
   * Tries whether entries can be written, and leaves nothing behind.
   *
   * @throws IOException when they cannot
   */
  void probe() throws IOException {
    audit.probe();
  }

  /**
   * Writes the first entries: the present state and what is expected.
   *
   * @throws IOException when there will be no audit log
   */
  void open(RecoverPlan plan) throws IOException {
    for (MemberPlan member : plan.members()) {
      audit.add(
          entry(
              Step.PLAN,
              Optional.of(member.name()),
              OptionalLong.of(member.space().sizeBytes()),
              member.sizeAfter(),
              Optional.empty(),
              "expected",
              plan.nospace() ? "NOSPACE is up" : ""));
    }
    open = true;
  }

  void begun(Step step, String detail) {
    listener.begins(step);
    write(step, Optional.empty(), Optional.empty(), "begun", detail);
  }

  void done(Step step, Duration began, String detail) {
    Duration lasted = since(began);
    took.put(step, lasted);
    write(step, Optional.empty(), Optional.of(lasted), "done", detail);
    listener.done(step, lasted, detail);
  }

  void skipped(Step step, String detail) {
    write(step, Optional.empty(), Optional.empty(), "skipped", detail);
    listener.done(step, Duration.ZERO, detail);
  }

  void ended(Step step, String outcome, String detail) {
    write(step, Optional.empty(), Optional.empty(), outcome, detail);
  }

  void member(Step step, String member, String outcome, String detail) {
    write(step, Optional.of(member), Optional.empty(), outcome, detail);
  }

  void defragmented(String member, DefragRecord result) {
    write(
        entry(
            Step.DEFRAG,
            Optional.of(member),
            OptionalLong.of(result.bytesBefore()),
            OptionalLong.of(result.bytesAfter()),
            Optional.of(result.took()),
            "done",
            ""));
  }

  private void write(
      Step step,
      Optional<String> member,
      Optional<Duration> lasted,
      String outcome,
      String detail) {
    write(entry(step, member, OptionalLong.empty(), OptionalLong.empty(), lasted, outcome, detail));
  }

  private AuditEntry entry(
      Step step,
      Optional<String> member,
      OptionalLong before,
      OptionalLong after,
      Optional<Duration> lasted,
      String outcome,
      String detail) {
    return new AuditEntry(now(), run, step, member, before, after, lasted, outcome, detail);
  }

  /** A full disk must not keep etcd from being recovered. */
  private void write(AuditEntry entry) {
    if (!open) {
      return;
    }
    try {
      audit.add(entry);
    } catch (IOException e) {
      if (!lost) {
        lost = true;
        listener.note("the audit log cannot be written any more, going on without: " + e);
      }
    }
  }
}
