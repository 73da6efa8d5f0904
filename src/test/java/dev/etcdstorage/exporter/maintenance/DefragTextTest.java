package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer.Result;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.report.defrag.DefragReport;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.util.RecordingLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code defrag} prints, word for word; lines that give way to the next begin with ~. */
class DefragTextTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** What is told, and the file that it is in. */
  @SuppressWarnings("ImmutableEnumChecker") // what tells holds nothing of its own
  enum Told {
    PLAN(report -> report.plan(plan(seen(), Result.PASS))),
    REFUSED(
        report -> {
          DefragPlan plan = plan(seen(), Result.REFUSE);
          report.plan(plan);
          plan.refusals().forEach(report::refused);
          report.end(new GuardedEnd.NotBegun(plan.refusal().orElseThrow()));
        }),
    DONE(
        report -> {
          MemberSample leader = seen().member(1).sample();
          MemberSample follower = seen().member(2).sample();
          report.begins(follower, Duration.ofSeconds(2));
          report.runs(follower, Duration.ofMillis(500), Duration.ofSeconds(2));
          report.overdue(follower, Duration.ofSeconds(95));
          report.ended(follower, record(true, ""));
          report.leaderMoves(leader, follower);
          report.notKept(follower, "etcd is read-only");
          report.forgotten("e9");
          report.leaves(leader);
          report.lockLeft(Optional.of(Duration.ofSeconds(42)));
          report.lockLeft(Optional.empty());
          report.end(new GuardedEnd.Ran(new RunEnd.Finished(done("etcd-2", "etcd-1"))));
          report.end(new GuardedEnd.Ran(new RunEnd.Finished(done("etcd-2"))));
        }),
    NOTHING_DUE(report -> report.end(new GuardedEnd.NothingDue(plan(seen(), Result.PASS)))),
    STOPPED(
        report ->
            report.end(
                new GuardedEnd.Ran(
                    new RunEnd.Refused(
                        done("etcd-2"),
                        "etcd-1",
                        new Refusal(Guard.APPLY_LAG, "etcd-3 is behind by 5,001 entries"))))),
    FAILED(
        report -> {
          MemberSample member = seen().member(2).sample();
          Map<String, DefragRecord> done = done("etcd-3");
          DefragRecord last = record(false, "it did not come back within 6 min");
          done.put("etcd-2", last);
          report.ended(member, last);
          report.end(new GuardedEnd.Ran(new RunEnd.Failed(done, "etcd-2", last)));
        });

    private final Consumer<DefragReport> tells;

    Told(Consumer<DefragReport> tells) {
      this.tells = tells;
    }

    Path file() {
      String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
      return Path.of("src/test/resources/golden/defrag-" + name + ".txt");
    }
  }

  /** The first leads, the third is a learner, the fourth is silent. */
  private static ClusterFixture seen() {
    ClusterFixture seen = new ClusterFixture(4);
    seen.member(3).learner = true;
    seen.member(4).answers = false;
    return seen;
  }

  private static DefragPlan plan(ClusterFixture seen, Result word) {
    List<GuardAnswer> guards = new ArrayList<>();
    for (Guard guard : Guard.values()) {
      guards.add(new GuardAnswer(guard, word, "with the numbers of " + guard.label()));
    }
    guards.add(new GuardAnswer(Guard.DISK_SPACE, Result.UNKNOWN, "cannot be seen from here"));
    guards.add(new GuardAnswer(Guard.UNSAFE_VERSION, Result.WARN, "a person should know"));
    return new DefragPlan(
        List.of(
            MemberChoice.due(seen.member(2).sample(), "75% of 400 MiB is free pages"),
            MemberChoice.due(seen.member(1).sample(), "75% of 400 MiB is free pages"),
            MemberChoice.leave(seen.member(3).sample(), "etcd cannot defragment a learner"),
            MemberChoice.unknown(seen.member(4).sample(), "no answer in time")),
        guards);
  }

  private static Map<String, DefragRecord> done(String... members) {
    Map<String, DefragRecord> done = new LinkedHashMap<>();
    for (String member : members) {
      done.put(member, record(true, ""));
    }
    return done;
  }

  private static DefragRecord record(boolean succeeded, String detail) {
    long before = 400 * ClusterFixture.MIB;
    return new DefragRecord(
        NOON,
        Duration.ofMillis(3_200),
        before,
        succeeded ? 100 * ClusterFixture.MIB : before,
        succeeded,
        detail);
  }

  @ParameterizedTest
  @EnumSource
  void textIsAsItWasCommitted(Told told) {
    RecordingLines text = new RecordingLines();
    told.tells.accept(new DefragReport(text));

    CommittedFile.assertCurrent(
        told.file(), String.join("\n", text.lines()) + "\n", "golden.write");
  }

  @Test
  void onlyARunThatWasDoneOrHadNothingToDoSucceeds() {
    DefragReport report = new DefragReport(new RecordingLines());
    Refusal refusal = new Refusal(Guard.LOCKED, "another run has the lock");

    assertThat(report.end(new GuardedEnd.NothingDue(plan(seen(), Result.PASS)))).isZero();
    assertThat(report.end(new GuardedEnd.Ran(new RunEnd.Finished(done("etcd-1"))))).isZero();
    assertThat(report.end(new GuardedEnd.NotBegun(refusal))).isEqualTo(1);
    assertThat(report.end(new GuardedEnd.Ran(new RunEnd.Refused(done(), "etcd-1", refusal))))
        .isEqualTo(1);
    assertThat(
            report.end(
                new GuardedEnd.Ran(new RunEnd.Failed(done(), "etcd-1", record(false, "why")))))
        .isEqualTo(1);
  }
}
