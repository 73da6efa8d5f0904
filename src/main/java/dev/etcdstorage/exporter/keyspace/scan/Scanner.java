package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.AsyncSteps;
import dev.etcdstorage.exporter.keyspace.work.DoublingDelay;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;

/**
 * Scans one cluster again and again, while one of its own members has the turn. Its fields belong
 * to the executor's tasks, except those that {@link #sample} reads.
 */
public final class Scanner implements AutoCloseable {
  private final UsableMembers members;
  private final KeyspaceSettings settings;
  private final Prefixes prefixes;
  private final Supplier<List<String>> busiest;
  private final ScanListener listener;
  private final SerialExecutor executor;
  private final InstantSource clock;
  private final ScanTiming timing;
  private final ScanSchedule schedule;
  private final ScanLog log;

  /** After harm; until a scan succeeds. */
  private final DoublingDelay coolDown =
      new DoublingDelay(Duration.ofMinutes(15), Duration.ofHours(4));

  private final AsyncSteps steps;
  private volatile ScanState state = ScanState.initial();
  private Learned learned = Learned.NOTHING;
  private Optional<ScanRun> run = Optional.empty();

  /**
   * @param busiest the most written prefixes, the heaviest first
   */
  public Scanner(
      UsableMembers members,
      KeyspaceSettings settings,
      Prefixes prefixes,
      Supplier<List<String>> busiest,
      ScanListener listener,
      SerialExecutor executor,
      InstantSource clock,
      RandomGenerator random,
      Optional<String> cluster) {
    this(
        members,
        settings,
        prefixes,
        busiest,
        listener,
        executor,
        clock,
        random,
        ScanTiming.DEFAULT,
        new ScanLog(LoggerFactory.getLogger("scan"), cluster));
  }

  Scanner(
      UsableMembers members,
      KeyspaceSettings settings,
      Prefixes prefixes,
      Supplier<List<String>> busiest,
      ScanListener listener,
      SerialExecutor executor,
      InstantSource clock,
      RandomGenerator random,
      ScanTiming timing,
      ScanLog log) {
    this.members = members;
    this.settings = settings;
    this.prefixes = prefixes;
    this.busiest = busiest;
    this.listener = listener;
    this.executor = executor;
    this.clock = clock;
    this.timing = timing;
    this.schedule = new ScanSchedule(settings.scanning().interval(), timing, random);
    this.log = log;
    this.steps = new AsyncSteps(executor, this::broken);
  }

  /** Scans for the first time soon, then at every interval; see {@link ScanSchedule}. */
  public void start() {
    executor.execute(() -> steps.after(schedule.first(), this::turn));
  }

  /** What is known now; does not ask etcd. */
  public ScanSample sample() {
    return state.sample(clock.instant(), settings.scanning().interval());
  }

  private void turn() {
    Instant began = clock.instant();
    Duration off = state.offFor(began);
    if (off.isZero()) {
      steps.then(
          members.find(settings.scan(), Deadline.in(timing.statusLimit())),
          search -> search.match(found -> begin(found, began), other -> noTurn(), this::noMember));
    } else {
      steps.after(schedule.whileOff(off), this::turn);
    }
  }

  private void begin(UsableMembers.Found found, Instant began) {
    state = state.working(true, true);
    MemberStatus status = found.status();
    if (state.last().filter(result -> !result.mayBeOf(status)).isPresent()) {
      forget();
    }
    ScanSettings scanning = settings.scanning();
    ScanPace pace = learned.pace(scanning, listener == ScanListener.NONE || listener.drifted());
    ScanRun walk =
        new ScanRun(
            new ScannedMember(
                found.member(),
                than -> members.another(settings.scan(), than, Deadline.in(timing.statusLimit()))),
            learned.plan(scanning, state.storedBytes(status)),
            new ScanTotals(prefixes, busiest),
            listener,
            scanning.values(),
            pace,
            timing,
            executor,
            clock,
            log,
            progress -> state = state.reading(progress),
            end -> ended(end, pace, began));
    run = Optional.of(walk);
    walk.start();
  }

  private void ended(ScanEnd end, ScanPace pace, Instant began) {
    run = Optional.empty();
    state = state.working(true, false);
    Duration rest =
        end.match(
            new ScanEnd.Cases<Duration>(
                finished -> {
                  state = state.with(Optional.of(finished.result()));
                  learned = Learned.by(finished, pace);
                  coolDown.reset();
                  listener.finished(finished.result());
                  log.finished(finished.result());
                  return afterScan(began);
                },
                failed -> {
                  state = state.failed(failed.reason());
                  log.failed(failed);
                  return afterScan(began);
                },
                harmed -> {
                  switchOff(harmed);
                  return afterScan(began);
                },
                restored -> {
                  state = state.failed(ScanEnd.RESTORED);
                  forget();
                  // What was forgotten is soon known again.
                  return schedule.first();
                }));
    Duration since = pace.withoutEase(Duration.between(began, clock.instant()));
    rest(rest, end instanceof ScanEnd.Finished ? schedule.atLeast(since) : rest);
  }

  /** Rests until the next scan, which comes early if the last one now tells too little. */
  private void rest(Duration left, Duration atLeast) {
    Duration part = schedule.lookAgain();
    boolean all = listener == ScanListener.NONE || part.compareTo(left) >= 0;
    steps.after(
        all ? left : part,
        () -> {
          if (all || (part.compareTo(atLeast) >= 0 && listener.drifted())) {
            turn();
          } else {
            rest(left.minus(part), atLeast.minus(part));
          }
        });
  }

  private Duration afterScan(Instant began) {
    return schedule.afterScan(Duration.between(began, clock.instant()));
  }

  /** A bug outside a scan: counted, logged, and tried again. */
  private void broken(Throwable fault) {
    ScanEnd.Failed failed = new ScanEnd.Failed(ScanEnd.INTERNAL, fault.toString());
    state = state.failed(failed.reason());
    log.failed(failed);
    noTurn();
  }

  private void noTurn() {
    state = state.working(false, false);
    steps.after(schedule.lookAgain(), this::turn);
  }

  /** If another member may be back soon, it is tried again; the refusal is shown all the same. */
  private void noMember(UsableMembers.NotFound none) {
    Optional<ScanEnd.Harmed> refusal =
        none.refusal().map(failure -> new ScanEnd.Harmed(StopReason.REFUSED, failure.detail()));
    if (refusal.isPresent() && !none.byAll()) {
      state = state.refused();
      log.refused(refusal.get());
    } else {
      state = state.working(false, false);
      refusal.ifPresent(this::switchOff);
    }
    steps.after(schedule.lookAgain(), this::turn);
  }

  private void switchOff(ScanEnd.Harmed harmed) {
    Duration off = coolDown.next();
    state = state.switchedOff(harmed.reason(), clock.instant().plus(off));
    log.off(harmed, off);
  }

  private void forget() {
    state = state.with(Optional.empty());
    learned = Learned.NOTHING;
    log.restored();
  }

  /** Stops at once; a read that is under way is cancelled. The members are not closed. */
  @Override
  public void close() {
    executor.execute(
        () -> {
          var unused = steps.stop();
          run.ifPresent(ScanRun::stop);
          state = state.working(false, false);
        });
  }
}
