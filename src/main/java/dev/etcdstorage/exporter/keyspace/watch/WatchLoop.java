package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Keeps a watch going: connects, resumes, looks after it every few seconds, and switches it off
 * when it harms. Everything here runs in the executor's tasks, one at a time.
 */
final class WatchLoop {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  /** A look that is so many intervals late means that this process was stopped. */
  private static final int LATE = 4;

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

  private final OwnMembers members;
  private final When when;
  private final SerialExecutor executor;
  private final InstantSource clock;
  private final Backoff backoff;
  private final WatchLedger ledger;
  private final WatchLog log;
  private final Duration interval;
  private final WatchHarm harm = new WatchHarm();
  private final CoolDown coolDown = new CoolDown();
  private final Turns turns;
  private final Progress progress;
  private final WatchLook look;

  private Phase phase = Phase.CONNECTING;
  private Instant lastTick;
  private Optional<Future<?>> nextTick = Optional.empty();
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
    this.members = members;
    this.when = settings.watch();
    this.executor = executor;
    this.clock = clock;
    this.backoff = backoff;
    this.ledger = ledger;
    this.log = log;
    this.interval = interval;
    this.turns = new Turns(executor);
    this.progress = new Progress(settings.maxResume(), clock, ledger, log);
    this.look = new WatchLook(when, turns, clock, progress, harm);
    this.lastTick = clock.instant();
  }

  static Deadline soon() {
    return Deadline.in(ANSWER_WITHIN);
  }

  void start() {
    if (phase != Phase.CLOSED) {
      lastTick = clock.instant();
      nextTick = Optional.of(executor.schedule(interval, this::tick));
      connect();
    }
  }

  void close() {
    enter(Phase.CLOSED);
    release();
    nextTick.ifPresent(future -> future.cancel(false));
  }

  private void enter(Phase next) {
    phase = next;
    turns.next();
  }

  private void connect() {
    enter(Phase.CONNECTING);
    turns.then(members.find(when, soon()), this::searched);
  }

  private void searched(OwnMembers.Search search) {
    if (search instanceof OwnMembers.Found found) {
      found(found);
    } else if (search instanceof OwnMembers.NotLeading) {
      notLeading();
    } else if (search instanceof OwnMembers.Nobody nobody && nobody.refusal().isPresent()) {
      stop(StopReason.REFUSED);
    } else {
      retry();
    }
  }

  private void notLeading() {
    release();
    progress.leaveGap();
    enter(Phase.NOT_LEADING);
    log.notLeading();
  }

  private void found(OwnMembers.Found found) {
    var unused = progress.restored(found.status());
    if (progress.startsFromNow()) {
      open(found.member(), 0);
      return;
    }
    turns.then(
        found.member().compactedRevision(progress.compacted(), soon()),
        answer ->
            answer
                .got()
                .ifPresentOrElse(
                    revision ->
                        open(
                            found.member(), progress.resumeAt(found.status().revision(), revision)),
                    () -> failed(answer.refusal())));
  }

  private void open(EtcdMember member, long startRevision) {
    enter(Phase.WATCHING);
    OpenStream opened = new OpenStream(member, startRevision, clock.instant());
    stream = Optional.of(opened);
    opened.open(executor, turns.during(message -> heard(opened, message)));
  }

  private void heard(OpenStream from, WatchMessage message) {
    if (message instanceof WatchMessage.Events events) {
      counted(from, events);
    } else if (message instanceof WatchMessage.Created first) {
      created(from, first.header());
    } else if (message instanceof WatchMessage.Compacted last) {
      progress.lostUpTo(last.compactedRevision());
      lost("compacted");
    } else if (message instanceof WatchMessage.Ended last) {
      failed(Optional.of(last.failure()));
    }
  }

  private void created(OpenStream from, StoreHeader header) {
    if (progress.restored(header) && !from.fromNow()) {
      retry();
      return;
    }
    from.establish();
    progress.established(header.revision(), from.fromNow());
    log.established(from.member().endpoint(), progress.next());
    if (progress.behind(header.revision())) {
      fellBehind();
    }
  }

  private void counted(OpenStream from, WatchMessage.Events events) {
    Instant now = clock.instant();
    from.delivered();
    ledger.count(events, now);
    if (late(now)) {
      lost("this process was stopped");
    } else if (progress.behind(events.header().revision())) {
      fellBehind();
    }
  }

  private void fellBehind() {
    lost("too far behind");
    harm.fellBehind(clock.instant()).ifPresent(this::stop);
  }

  private void failed(Optional<Failure> failure) {
    boolean lived = stream.map(OpenStream::isEstablished).orElse(false);
    if (!lived && failure.filter(OwnMembers::refuses).isPresent()) {
      stop(StopReason.REFUSED);
    } else {
      lost(failure.map(Failure::detail).orElse("no answer"));
    }
  }

  private void lost(String why) {
    log.lost(why);
    retry();
  }

  private void retry() {
    Instant now = clock.instant();
    stream.filter(OpenStream::isEstablished).ifPresent(lived -> backoff.lived(lived.age(now)));
    release();
    enter(Phase.WAITING);
    turns.after(backoff.next(), this::connect);
  }

  private void release() {
    stream.ifPresent(OpenStream::close);
    stream = Optional.empty();
    harm.interrupted();
    ledger.interrupted();
  }

  private void stop(StopReason reason) {
    release();
    harm.stopped();
    progress.leaveGap();
    ledger.switchedOff(reason);
    enter(Phase.OFF);
    log.switchedOff(reason, coolDown.begin(clock.instant()));
  }

  private boolean late(Instant now) {
    return now.isAfter(lastTick.plus(interval.multipliedBy(LATE)));
  }

  private void tick() {
    if (phase == Phase.CLOSED) {
      return;
    }
    Instant now = clock.instant();
    boolean late = late(now);
    lastTick = now;
    nextTick = Optional.of(executor.schedule(interval, this::tick));
    ledger.tidy(now);
    switch (phase) {
      case WATCHING -> {
        if (late) {
          lost("this process was stopped");
        } else {
          stream.ifPresent(open -> look.at(open, this::judged));
        }
      }
      case NOT_LEADING -> connect();
      case OFF -> {
        if (coolDown.over(now)) {
          ledger.switchedOn();
          connect();
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
    } else if (verdict instanceof Verdict.NotLeading) {
      notLeading();
    } else if (verdict instanceof Verdict.Restored) {
      retry();
    } else if (verdict instanceof Verdict.Harmful harmful) {
      stop(harmful.reason());
    }
  }
}
