package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Keeps the audit log and the steps' times. */
final class Journal {
  private final String run;
  private final AuditLog audit;
  private final Waiting waiting;
  private final RecoverListener listener;
  private final Map<Step, Duration> took = new EnumMap<>(Step.class);
  private boolean lost;

  Journal(String run, AuditLog audit, Waiting waiting, RecoverListener listener) {
    this.run = run;
    this.audit = audit;
    this.waiting = waiting;
    this.listener = listener;
  }

  Instant now() {
    return waiting.instant();
  }

  /** A moment to measure from; it has no other meaning. */
  Duration mark() {
    return waiting.running();
  }

  Duration since(Duration mark) {
    return waiting.running().minus(mark);
  }

  Map<Step, Duration> took() {
    return took;
  }

  /**
   * The first entries: what is, and what is expected.
   *
   * @throws IOException when there will be no audit log
   */
  void open(RecoverPlan plan) throws IOException {
    for (MemberPlan member : plan.members()) {
      audit.add(
          new AuditEntry(
              now(),
              run,
              Step.PLAN,
              Optional.of(member.name()),
              OptionalLong.of(member.space().sizeBytes()),
              member.sizeAfter(),
              Optional.empty(),
              "expected",
              plan.nospace() ? "NOSPACE is up" : ""));
    }
  }

  void begun(Step step, String detail) {
    listener.begins(step);
    write(entry(step, Optional.empty(), Optional.empty(), "begun", detail));
  }

  void done(Step step, Duration began, String detail) {
    Duration lasted = since(began);
    took.put(step, lasted);
    write(entry(step, Optional.empty(), Optional.of(lasted), "done", detail));
    listener.done(step, lasted, detail);
  }

  void skipped(Step step, String detail) {
    write(entry(step, Optional.empty(), Optional.empty(), "skipped", detail));
    listener.done(step, Duration.ZERO, detail);
  }

  void ended(Step step, String outcome, String detail) {
    write(entry(step, Optional.empty(), Optional.empty(), outcome, detail));
  }

  void member(Step step, String member, String outcome, String detail) {
    write(entry(step, Optional.of(member), Optional.empty(), outcome, detail));
  }

  void member(Step step, String member, long before, long after, Duration lasted, String outcome) {
    write(
        new AuditEntry(
            now(),
            run,
            step,
            Optional.of(member),
            OptionalLong.of(before),
            OptionalLong.of(after),
            Optional.of(lasted),
            outcome,
            ""));
  }

  private AuditEntry entry(
      Step step,
      Optional<String> member,
      Optional<Duration> lasted,
      String outcome,
      String detail) {
    return new AuditEntry(
        now(),
        run,
        step,
        member,
        OptionalLong.empty(),
        OptionalLong.empty(),
        lasted,
        outcome,
        detail);
  }

  /** A full disk must not keep etcd from being recovered. */
  private void write(AuditEntry entry) {
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
