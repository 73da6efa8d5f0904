package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardAdvice;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.report.recover.NextRun;
import dev.etcdstorage.exporter.report.recover.RecoverReport;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.History;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.util.RecordingLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code recover} prints, word for word; lines that give way to the next begin with ~. */
class RecoverTextTest {
  private static final long MIB = 1L << 20;
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Path BACKUP = Path.of("/backup");
  private static final SnapshotRoom ROOM =
      new SnapshotRoom(false, Optional.of(BACKUP), OptionalLong.of(74L << 30));
  private static final SnapshotRoom UNSAID =
      new SnapshotRoom(true, Optional.empty(), OptionalLong.empty());
  private static final SnapshotRoom NO_SNAPSHOT =
      new SnapshotRoom(false, Optional.empty(), OptionalLong.empty());

  private static final LiveData LIVE =
      new LiveData(
          OptionalLong.of(60 * MIB),
          OptionalLong.of(64 << 10),
          Map.of(
              "pods", new Live(1_200, 1_700_000, 50 * MIB),
              "leases", new Live(110, 100_000, 54 << 10),
              "configmaps", new Live(1, 1, 700)),
          "");

  /**
   * A member. Sizes are in MiB.
   *
   * @param quota {@link #UNKNOWN} where nobody tells it, {@link #NONE} where it is disabled
   */
  private record Member(
      String name, long size, long inUse, boolean learner, long quota, long compacted) {
    static final long UNKNOWN = 0;
    static final long NONE = -1;

    Member(String name, long size, long inUse, boolean learner, long quota) {
      this(name, size, inUse, learner, quota, 240_000);
    }

    MemberSample sample(boolean alarm) {
      long id = 0xe0 + Long.parseLong(name.substring(1));
      MemberStatus status =
          new MemberStatus(
              0xc1,
              id,
              "3.5.30",
              size * MIB,
              inUse * MIB,
              250_000,
              0xe1,
              300_000,
              300_000 + (int) id,
              learner,
              alarm ? List.of(new RaisedAlarm(Alarm.NOSPACE, 0xe1)) : List.of(),
              OptionalLong.empty(),
              StorageFormat.UNKNOWN);
      return new MemberSample(
          name,
          new Endpoint(true, "10.0.0.1", 2379),
          new Outcome.Reached(
              status,
              Optional.of(new Quota(quota * MIB, Quota.Source.METRICS))
                  .filter(known -> quota != UNKNOWN),
              OptionalLong.of(compacted)),
          Optional.of(false),
          Map.of(),
          History.NONE);
    }
  }

  private static final List<Member> FULL =
      List.of(
          new Member("m1", 513, 512, false, 512),
          new Member("m2", 514, 512, false, 512),
          // Only the defragmentation of this one is in doubt: a fifth of its file goes.
          new Member("m3", 76, 70, false, 512),
          new Member("m4", 300, 120, true, 512));

  private static RecoverPlan plan(List<Member> members, boolean alarm, LiveData live, long keep) {
    return RecoverPlan.of(
        new ClusterSample(
            Optional.empty(),
            members.stream().map(member -> member.sample(alarm)).toList(),
            List.of(),
            List.of(),
            Duration.ZERO),
        live,
        250_000,
        keep);
  }

  private static RecoverPlan full() {
    return plan(FULL, true, LIVE, 0);
  }

  private static List<Member> small(long quota) {
    return List.of(
        new Member("m1", 300, 60, false, quota), new Member("m2", 299, 60, false, quota));
  }

  /** What is told, and the file that it is in. */
  @SuppressWarnings("ImmutableEnumChecker") // what tells holds nothing of its own
  enum Told {
    PLAN(report -> plan(report, full(), ROOM)),
    PLAN_OF_A_DRY_RUN(true, report -> plan(report, full(), ROOM)),
    PLAN_WITHOUT_A_PLACE_FOR_THE_SNAPSHOT(report -> plan(report, full(), UNSAID)),
    PLAN_WITHOUT_SNAPSHOT(report -> plan(report, full(), NO_SNAPSHOT)),
    PLAN_WITH_UNKNOWN_LIVE_DATA(
        report -> {
          LiveData unknown = LiveData.unknown("it was not read");
          plan(report, plan(FULL, true, unknown, 0), ROOM);
          // Nothing in it is free yet.
          plan(
              report,
              plan(List.of(new Member("m1", 420, 410, false, 512)), true, unknown, 0),
              ROOM);
        }),
    PLAN_BEFORE_NOSPACE(
        report ->
            plan(
                report,
                plan(List.of(new Member("m1", 400, 390, false, 512)), false, LIVE, 0),
                ROOM)),
    PLAN_THAT_KEEPS_REVISIONS(report -> plan(report, plan(FULL, true, LIVE, 2_000), ROOM)),
    /** Of m3's file too little is half-empty to be told. */
    PLAN_OF_HALF_EMPTY_PAGES(
        report ->
            plan(
                report,
                plan(
                    List.of(
                        new Member("m1", 400, 390, false, 512, 249_900),
                        new Member("m2", 400, 200, false, 512, 249_900),
                        new Member("m3", 100, 72, false, 512, 249_900)),
                    false,
                    LIVE,
                    0),
                ROOM)),
    /** A tenth of what the quota lets it grow to is 46 MiB. */
    PLAN_OF_LARGE_VALUES(
        report -> {
          List<Member> full = List.of(new Member("m1", 513, 512, false, 512, 249_999));
          plan(report, plan(full, true, live(60 * MIB, 60 * MIB), 0), ROOM);
          plan(report, plan(full, true, live(60 * MIB, 45 * MIB), 0), ROOM);
        }),
    WITHOUT_A_QUOTA(
        report -> {
          RecoverPlan plan =
              plan(
                  List.of(
                      new Member("m1", 400, 390, false, Member.NONE),
                      new Member("m2", 400, 390, false, Member.UNKNOWN)),
                  true,
                  LIVE,
                  0);
          report.planned(plan, ROOM);
          recovered(report, plan, Optional.empty());
        }),
    DISARM_ONLY_OF_VALUES_OF_UNKNOWN_SIZE(
        report -> {
          LiveData unknown = LiveData.unknown("permission denied");
          plan(
              report, plan(List.of(new Member("m1", 50, 40, false, 64)), true, unknown, 0), UNSAID);
          plan(report, plan(small(2_048), true, unknown, 0), UNSAID);
        }),
    DISARM_ONLY(
        report -> {
          plan(report, plan(small(2_048), true, LIVE, 0), NO_SNAPSHOT);
          recovered(report, plan(small(2_048), true, LIVE, 0), Optional.empty());
        }),
    NOTHING_TO_DO(
        report -> {
          RecoverPlan plan = plan(small(512), false, LIVE, 0);
          report.planned(plan, NO_SNAPSHOT);
          report.ended(new RecoverEnd.NothingToDo(plan, false));
          report.ended(new RecoverEnd.NothingToDo(plan, true));
          // Some half-empty pages are no reason to run.
          plan = plan(List.of(new Member("m1", 100, 72, false, 512, 249_900)), false, LIVE, 0);
          report.planned(plan, NO_SNAPSHOT);
          report.ended(new RecoverEnd.NothingToDo(plan, false));
        }),
    REFUSED(
        report -> {
          for (Guard guard : Guard.values()) {
            report.ended(
                new RecoverEnd.Refused(new Refusal(guard, "m1 says so"), GuardAdvice.of(guard)));
          }
        }),
    NOT_BEGUN(
        report -> {
          report.ended(
              new RecoverEnd.NotBegun(
                  List.of(
                      new RecoverEnd.Cause("/backup cannot be written to", "choose another"),
                      new RecoverEnd.Cause("the audit log cannot be written", "name a file"))));
          decided(
              report,
              plan(
                  List.of(
                      new Member("m1", 513, 512, false, Member.UNKNOWN),
                      new Member("m2", 513, 512, false, 512),
                      new Member("m3", 513, 512, false, Member.UNKNOWN)),
                  true,
                  LIVE,
                  0));
          decided(
              report,
              plan(
                  List.of(
                      new Member("m1", 513, 512, false, 512),
                      new Member("m4", 500, 120, true, 512)),
                  true,
                  LIVE,
                  0));
        }),
    LIVE_DATA_FILLS_THE_QUOTA(
        report -> {
          alive(report, LIVE, new Member("m1", 70, 69, false, 64));
          // The values beside a write count too, and the largest quota of them.
          alive(report, live(60 * MIB, 20 * MIB), new Member("m1", 70, 69, false, 80));
          alive(
              report,
              LIVE,
              new Member("m1", 70, 69, false, 200),
              new Member("m2", 70, 69, false, 64),
              new Member("m3", 70, 69, false, 66));
          alive(report, live(3_800 * MIB, 0), new Member("m1", 4_000, 3_999, false, 4_096));
          alive(report, live(7_800 * MIB, 0), new Member("m1", 8_000, 7_999, false, 8_192));
        }),
    SNAPSHOT_FAILS(
        report -> {
          report.begins(Step.SNAPSHOT);
          report.snapshotGrows(0, 100 * MIB, Duration.ofSeconds(1));
          report.snapshotGrows(33 * MIB, 67 * MIB, Duration.ofSeconds(2));
          report.snapshotGrows(50 * MIB, 50 * MIB, Duration.ofSeconds(5));
          report.snapshotGrows(100 * MIB, 0, Duration.ofSeconds(10));
          report.ended(
              new RecoverEnd.Failed(
                  Step.SNAPSHOT,
                  new RecoverEnd.Cause(
                      "no space left on /backup", "make room, then run it again")));
        }),
    STOPPED(
        report -> {
          report.ended(new RecoverEnd.Stopped(Step.SNAPSHOT, Optional.empty()));
          report.ended(
              new RecoverEnd.Stopped(Step.COMPACT, Optional.of("the compaction goes on in etcd")));
        }),
    RECOVERED(
        report -> {
          run(report);
          recovered(report, full(), Optional.of(BACKUP.resolve("etcd.db")));
        }),
    RECOVERED_BEFORE_NOSPACE(
        report -> {
          List<Member> neverCompacted = List.of(new Member("m1", 400, 390, false, 512, 1));
          recovered(report, plan(neverCompacted, false, LIVE, 0), Optional.empty());
          recovered(report, plan(neverCompacted, false, LIVE, 200_000), Optional.empty());
        });

    private final boolean dryRun;
    private final Consumer<RecoverReport> tells;

    Told(Consumer<RecoverReport> tells) {
      this(false, tells);
    }

    Told(boolean dryRun, Consumer<RecoverReport> tells) {
      this.dryRun = dryRun;
      this.tells = tells;
    }

    Path file() {
      String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
      return Path.of("src/test/resources/golden/recover-" + name + ".txt");
    }
  }

  private static void plan(RecoverReport report, RecoverPlan plan, SnapshotRoom room) {
    report.planned(plan, room);
    report.ended(new RecoverEnd.Planned(plan));
  }

  private static LiveData live(long fileBytes, long leafBytes) {
    return new LiveData(
        OptionalLong.of(fileBytes), OptionalLong.of(leafBytes), LIVE.prefixes(), "");
  }

  private static void alive(RecoverReport report, LiveData live, Member... members) {
    RecoverPlan plan = plan(List.of(members), true, live, 0);
    report.planned(plan, ROOM);
    decided(report, plan);
  }

  private static void decided(RecoverReport report, RecoverPlan plan) {
    report.ended(RecoverDecision.end(plan).orElseThrow());
  }

  private static void run(RecoverReport report) {
    MemberSample leader = FULL.get(0).sample(true);
    MemberSample follower = FULL.get(1).sample(true);
    report.reads(follower);
    report.reading(follower, reading(0));
    report.reading(follower, reading(1_200));
    report.done(Step.SNAPSHOT, Duration.ofMillis(1_040), "/backup/etcd.db, 514 MiB");
    report.begins(Step.COMPACT);
    report.compacts("m1");
    report.waits(Step.COMPACT, Duration.ofMillis(400));
    report.waits(Step.COMPACT, Duration.ofSeconds(4));
    report.done(Step.COMPACT, Duration.ofSeconds(12), "at revision 250000");
    report.begins(follower, Duration.ofSeconds(2));
    report.runs(follower, Duration.ofSeconds(1), Duration.ofSeconds(2));
    report.overdue(follower, Duration.ofSeconds(95));
    report.ended(follower, record(true, ""));
    report.leaderMoves(leader, follower);
    report.ended(leader, record(false, "it did not come back"));
    report.note("m4 is a learner");
    report.done(Step.DISARM, Duration.ZERO, "none is listed");
  }

  private static ScanProgress reading(long keys) {
    return new ScanProgress(
        keys, 1_311, OptionalLong.empty(), OptionalLong.empty(), Duration.ofSeconds(3));
  }

  private static DefragRecord record(boolean succeeded, String detail) {
    return new DefragRecord(NOON, Duration.ofMillis(3_200), 514 * MIB, 60 * MIB, succeeded, detail);
  }

  private static void recovered(RecoverReport report, RecoverPlan plan, Optional<Path> snapshot) {
    Map<Step, Duration> took = new LinkedHashMap<>();
    took.put(Step.COMPACT, Duration.ofSeconds(12));
    took.put(Step.DEFRAG, Duration.ofMillis(91_500));
    report.ended(
        new RecoverEnd.Recovered(
            plan,
            plan.members().stream()
                .map(member -> RecoverEnd.Size.of(member, after(plan, member)))
                .toList(),
            took,
            snapshot));
  }

  private static DbSpace after(RecoverPlan plan, MemberPlan member) {
    long left = member.sizeAfter().orElseThrow();
    return plan.disarmOnly() ? member.space() : new DbSpace(left, left);
  }

  @ParameterizedTest
  @EnumSource
  void textIsAsItWasCommitted(Told told) {
    RecordingLines text = new RecordingLines();
    told.tells.accept(
        new RecoverReport(
            text,
            new NextRun(
                told.dryRun,
                flags -> "etcd-storage-exporter recover " + flags,
                name -> "etcd-storage-exporter " + name)));

    CommittedFile.assertCurrent(
        told.file(), String.join("\n", text.lines()) + "\n", "golden.write");
  }
}
