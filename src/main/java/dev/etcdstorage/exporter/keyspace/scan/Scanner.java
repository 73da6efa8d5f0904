package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;

/**
 * Scans one cluster again and again, while one of its own members has the turn. Its fields belong
 * to the executor's tasks, but for what {@link #sample} reads.
 */
public final class Scanner implements AutoCloseable {
  private final OwnMembers members;
  private final KeyspaceSettings settings;
  private final Prefixes prefixes;
  private final Supplier<List<String>> busiest;
  private final SerialExecutor executor;
  private final InstantSource clock;
  private final ScanTiming timing;
  private final Calendar calendar;
  private final CoolDown coolDown;
  private final ScanLog log;

  private volatile ScanState state = ScanState.initial();
  private volatile boolean closed;
  private List<Span> spans = List.of();
  private boolean asking;
  private Optional<ScanRun> run = Optional.empty();
  private Optional<Future<?>> timer = Optional.empty();
  private List<CompletableFuture<ScanSample>> waiting = new ArrayList<>();

  /**
   * @param busiest prefixes that are written the most, the heaviest first, where that is known
   */
  public Scanner(
      OwnMembers members,
      KeyspaceSettings settings,
      Prefixes prefixes,
      Supplier<List<String>> busiest,
      SerialExecutor executor,
      InstantSource clock,
      RandomGenerator random,
      Optional<String> cluster) {
    this(
        members,
        settings,
        prefixes,
        busiest,
        executor,
        clock,
        random,
        ScanTiming.DEFAULT,
        new ScanLog(LoggerFactory.getLogger("scan"), cluster));
  }

  Scanner(
      OwnMembers members,
      KeyspaceSettings settings,
      Prefixes prefixes,
      Supplier<List<String>> busiest,
      SerialExecutor executor,
      InstantSource clock,
      RandomGenerator random,
      ScanTiming timing,
      ScanLog log) {
    this.members = members;
    this.settings = settings;
    this.prefixes = prefixes;
    this.busiest = busiest;
    this.executor = executor;
    this.clock = clock;
    this.timing = timing;
    this.calendar = new Calendar(settings.scanning().interval(), timing, random);
    this.coolDown = new CoolDown(timing.coolDownFrom(), timing.coolDownTo());
    this.log = log;
  }

  /** Scans for the first time soon, then at every interval; see {@link Calendar}. */
  public void start() {
    executor.execute(() -> next(calendar.first()));
  }

  /**
   * Scans now, or waits for the scan that is under way.
   *
   * @return what {@link #sample} says after it; the same as before where it is not its turn
   */
  public CompletableFuture<ScanSample> scanNow() {
    CompletableFuture<ScanSample> done = new CompletableFuture<>();
    executor.execute(
        () -> {
          waiting.add(done);
          turn();
        });
    return done;
  }

  /** What is known just now; asks nobody. */
  public ScanSample sample() {
    return state.sample(clock.instant(), settings.scanning().interval());
  }

  private void next(Duration delay) {
    timer.ifPresent(future -> future.cancel(false));
    timer = closed ? Optional.empty() : Optional.of(executor.schedule(delay, this::turn));
  }

  private void turn() {
    if (asking || run.isPresent()) {
      return;
    }
    Instant began = clock.instant();
    if (closed || state.isOff(began)) {
      done(calendar.whileOff(state.offFor(began)));
      return;
    }
    asking = true;
    var unused =
        members
            .find(settings.scan(), Deadline.in(timing.statusLimit()))
            .whenCompleteAsync(
                (found, thrown) -> {
                  asking = false;
                  if (thrown == null && found instanceof OwnMembers.Found member && !closed) {
                    begin(member, began);
                  } else {
                    if (found instanceof OwnMembers.Nobody nobody && !closed) {
                      nobody(nobody);
                    } else {
                      state = state.working(false, false);
                    }
                    done(calendar.lookAgain());
                  }
                },
                executor);
  }

  private void begin(OwnMembers.Found found, Instant began) {
    state = state.working(true, true);
    MemberStatus status = found.status();
    if (state
        .last()
        .filter(
            result ->
                result.clusterId() != status.clusterId() || result.revision() > status.revision())
        .isPresent()) {
      forget();
    }
    boolean values = settings.scanning().values();
    ScanRun walk =
        new ScanRun(
            new ScannedMember(
                found.member(),
                than -> members.another(settings.scan(), than, Deadline.in(timing.statusLimit()))),
            values ? ScanPlan.withValues(spans) : ScanPlan.keysOnly(storedBytes(status), spans),
            new Tally(prefixes, values, busiest),
            values,
            Pace.of(settings.scanning(), timing.learningRest()),
            timing,
            executor,
            clock,
            log,
            end -> ended(end, began));
    run = Optional.of(walk);
    walk.start();
  }

  /** A key with its value and its history, by the count of the last scan. */
  private OptionalLong storedBytes(MemberStatus status) {
    long keys = state.last().map(ScanResult::total).map(Live::keys).orElse(0L);
    return keys == 0 ? OptionalLong.empty() : OptionalLong.of(status.dbInUseBytes() / keys);
  }

  private void ended(ScanEnd end, Instant began) {
    run = Optional.empty();
    state = state.working(true, false);
    if (end instanceof ScanEnd.Finished finished) {
      state = state.with(Optional.of(finished.result()));
      spans = finished.spans();
      coolDown.healthy();
      log.finished(finished.result());
    } else if (end instanceof ScanEnd.Failed failed) {
      state = state.failed(failed.reason());
      log.failed(failed);
    } else if (end instanceof ScanEnd.Harmed harmed) {
      switchOff(harmed);
    } else {
      state = state.failed(ScanEnd.RESTORED);
      forget();
    }
    // What was forgotten is soon known again.
    done(
        end instanceof ScanEnd.Restored
            ? calendar.first()
            : calendar.afterScan(Duration.between(began, clock.instant())));
  }

  /** Where another member may be back soon, it is tried again; the refusal is told all the same. */
  private void nobody(OwnMembers.Nobody nobody) {
    state = state.nobody(nobody.refusal().isPresent() && !nobody.byAll());
    nobody
        .refusal()
        .map(failure -> new ScanEnd.Harmed(StopReason.REFUSED, failure.detail()))
        .ifPresent(nobody.byAll() ? this::switchOff : log::refused);
  }

  private void switchOff(ScanEnd.Harmed harmed) {
    Duration off = coolDown.begin();
    state = state.switchedOff(harmed.reason(), clock.instant().plus(off));
    log.off(harmed, off);
  }

  private void forget() {
    state = state.with(Optional.empty());
    spans = List.of();
    log.restored();
  }

  /** A turn is over, whatever came of it; the next one is after this rest. */
  private void done(Duration rest) {
    next(rest);
    List<CompletableFuture<ScanSample>> told = waiting;
    waiting = new ArrayList<>();
    told.forEach(future -> future.complete(sample()));
  }

  /** Stops at once; a read that is under way is cancelled. The members are not closed. */
  @Override
  public void close() {
    closed = true;
    executor.execute(
        () -> {
          run.ifPresent(ScanRun::stop);
          run = Optional.empty();
          state = state.working(false, false);
          done(Duration.ZERO);
        });
  }
}
