package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Keeps a watch going: connects, resumes, looks after it every few seconds, and switches it off
 * when it harms. Everything here runs in the executor's tasks, one at a time.
 */
final class WatchLoop {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  private enum Phase {
    /** Asks members how far they are. */
    CONNECTING,
    /** A stream is open. */
    WATCHING,
    /** Waits to connect again. */
    WAITING,
    /** Another exporter's turn. */
    NOT_LEADING,
    /** Cools down. */
    OFF,
    CLOSED
  }

  private final SerialExecutor executor;
  private final InstantSource clock;
  private final Backoff backoff;
  private final WatchLedger ledger;
  private final WatchLog log;
  private final WatchHarm harm = new WatchHarm();
  private final CoolDown coolDown = new CoolDown();
  private final Turns turns;
  private final Progress progress;
  private final Heartbeat heartbeat;
  private final WatchStart begin;
  private final Hearing hearing;
  private final WatchLook look;
  private final Absence absence;

  private Phase phase = Phase.CONNECTING;
  private Optional<OpenStream> stream = Optional.empty();

  WatchLoop(
      OwnMembers members,
      KeyspaceSettings settings,
      SerialExecutor executor,
      InstantSource clock,
      Backoff backoff,
      WatchLedger ledger,
      WatchLog log,
      Duration interval) {
    this.executor = executor;
    this.clock = clock;
    this.backoff = backoff;
    this.ledger = ledger;
    this.log = log;
    this.turns = new Turns(executor, this::broken);
    this.progress = new Progress(settings.maxResume(), clock, ledger, log);
    this.heartbeat = new Heartbeat(executor, clock, interval);
    this.begin = new WatchStart(members, settings.watch(), turns, progress);
    this.hearing = new Hearing(clock, heartbeat, progress, ledger, log);
    this.look = new WatchLook(members, settings.watch(), turns, clock, progress, harm);
    this.absence = new Absence(members, turns, progress);
  }

  static Deadline soon() {
    return Deadline.in(ANSWER_WITHIN);
  }

  void start() {
    if (phase != Phase.CLOSED) {
      heartbeat.again(this::tick);
      connect();
    }
  }

  void close() {
    enter(Phase.CLOSED);
    release();
    heartbeat.stop();
  }

  private void enter(Phase next) {
    phase = next;
    turns.next();
  }

  private void connect() {
    enter(Phase.CONNECTING);
    begin.find(this::open, this::judged);
  }

  private void notLeading(long revision) {
    release();
    progress.leaveGap("another exporter's turn");
    progress.passed(revision);
    ledger.switchedOn();
    enter(Phase.NOT_LEADING);
    log.notLeading();
  }

  private void open(WatchStart.At at) {
    enter(Phase.WATCHING);
    ledger.switchedOn();
    OpenStream opened =
        new OpenStream(at.member(), at.revision(), clock.instant(), progress.floor());
    stream = Optional.of(opened);
    opened.open(
        executor, turns.during(message -> hearing.hear(opened, message).ifPresent(this::judged)));
  }

  private void fellBehind() {
    lost("too far behind");
    harm.fellBehind(clock.instant()).map(Verdict.Off::harm).ifPresent(this::stop);
  }

  /** A fault of ours; the watch begins anew rather than stand still for ever. */
  private void broken(Throwable fault) {
    log.broken(fault);
    retry();
  }

  private void lost(String why) {
    log.lost(why);
    retry();
  }

  /** Another member may be back soon, so it is tried again; a refusal is told all the same. */
  private void noMember(Optional<Failure> refusal) {
    refusal.ifPresentOrElse(
        failure -> {
          log.refused(failure);
          ledger.refused();
        },
        ledger::switchedOn);
    retry();
  }

  private void retry() {
    stream.filter(OpenStream::worked).ifPresent(this::worked);
    release();
    enter(Phase.WAITING);
    turns.after(backoff.next(), this::connect);
  }

  private void worked(OpenStream ended) {
    backoff.lived(ended.age(clock.instant()));
    begin.worked();
  }

  private void release() {
    stream.ifPresent(OpenStream::close);
    stream = Optional.empty();
    harm.interrupted();
    ledger.interrupted();
  }

  private void stop(Verdict.Off off) {
    release();
    harm.stopped();
    progress.leaveGap("the watch was off");
    ledger.switchedOff(off.reason());
    absence.begin();
    enter(Phase.OFF);
    log.switchedOff(off, coolDown.begin(clock.instant()));
  }

  private void tick() {
    if (phase == Phase.CLOSED) {
      return;
    }
    Instant now = clock.instant();
    boolean late = heartbeat.late();
    heartbeat.again(this::tick);
    ledger.tidy(now);
    switch (phase) {
      case WATCHING -> {
        if (late) {
          judged(Verdict.STOPPED);
        } else {
          stream.ifPresent(open -> look.at(open, this::judged));
        }
      }
      case NOT_LEADING -> connect();
      case OFF -> {
        if (coolDown.over(now)) {
          ledger.switchedOn();
          connect();
        } else {
          absence.tick();
        }
      }
      case CONNECTING, WAITING, CLOSED -> {}
    }
  }

  private void judged(Verdict verdict) {
    if (verdict instanceof Verdict.Lost lost) {
      lost(lost.why());
    } else if (verdict instanceof Verdict.FellBehind) {
      fellBehind();
    } else if (verdict instanceof Verdict.NotLeading other) {
      notLeading(other.revision());
    } else if (verdict instanceof Verdict.NoMember none) {
      noMember(none.refusal());
    } else if (verdict instanceof Verdict.Off off) {
      stop(off);
    } else {
      retry();
    }
  }
}
