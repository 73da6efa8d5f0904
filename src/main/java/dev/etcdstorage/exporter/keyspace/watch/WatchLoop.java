package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.keyspace.work.AsyncSteps;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Keeps a watch going: connects, resumes, checks it every few seconds, and switches it off when it
 * does harm. Everything here runs in the executor's tasks, one at a time.
 */
final class WatchLoop implements StreamEnd.Listener {
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
  private final HarmDetector harm = new HarmDetector();
  private final CoolDown coolDown = new CoolDown();
  private final AsyncSteps steps;
  private final WatchPosition position;
  private final Ticker ticker;
  private final WatchConnector begin;
  private final MessageHandler messages;
  private final StreamHealthCheck check;
  private final OfflineAccounting offline;

  private Phase phase = Phase.CONNECTING;
  private Optional<OpenStream> stream = Optional.empty();

  WatchLoop(
      UsableMembers members,
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
    this.steps = new AsyncSteps(executor, this::broken);
    this.position = new WatchPosition(settings.maxResume(), clock, ledger, log);
    this.ticker = new Ticker(executor, clock, interval);
    this.begin = new WatchConnector(members, settings.watch(), steps, position);
    this.messages = new MessageHandler(clock, ticker, position, ledger, log);
    this.check = new StreamHealthCheck(members, settings.watch(), steps, clock, position, harm);
    this.offline = new OfflineAccounting(members, steps, position);
  }

  static Deadline soon() {
    return Deadline.in(ANSWER_WITHIN);
  }

  void start() {
    if (phase != Phase.CLOSED) {
      ticker.again(this::tick);
      connect();
    }
  }

  void close() {
    phase = Phase.CLOSED;
    var unused = steps.stop();
    release();
    ticker.stop();
  }

  private void enter(Phase next) {
    phase = next;
    steps.restart();
  }

  private void connect() {
    enter(Phase.CONNECTING);
    begin.find(this::open, end -> end.tell(this));
  }

  @Override
  public void notLeading(long revision) {
    release();
    position.leaveGap("another exporter's turn");
    position.passed(revision);
    ledger.switchedOn();
    enter(Phase.NOT_LEADING);
    log.notLeading();
  }

  private void open(WatchConnector.At at) {
    enter(Phase.WATCHING);
    ledger.switchedOn();
    OpenStream opened =
        new OpenStream(at.member(), at.revision(), clock.instant(), position.floor());
    stream = Optional.of(opened);
    opened.open(
        executor,
        steps.untilRestart(
            message -> messages.hear(opened, message).ifPresent(end -> end.tell(this))));
  }

  @Override
  public void fellBehind() {
    lost("too far behind");
    harm.fellBehind(clock.instant()).ifPresent(reason -> switchOff(reason, Optional.empty()));
  }

  /** After a bug the watch begins anew, so that it does not stop for good. */
  private void broken(Throwable fault) {
    log.broken(fault);
    retry();
  }

  @Override
  public void lost(String why) {
    log.lost(why);
    retry();
  }

  /** Another member may be back soon, so it is tried again; the refusal is shown all the same. */
  @Override
  public void noMember(Optional<Failure> refusal) {
    refusal.ifPresentOrElse(
        failure -> {
          log.refused(failure);
          ledger.refused();
        },
        ledger::switchedOn);
    retry();
  }

  @Override
  public void restored() {
    retry();
  }

  private void retry() {
    stream.filter(OpenStream::worked).ifPresent(this::worked);
    release();
    enter(Phase.WAITING);
    steps.after(backoff.next(), this::connect);
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

  @Override
  public void switchOff(StopReason reason, Optional<Failure> refusal) {
    release();
    harm.stopped();
    position.leaveGap("the watch was off");
    ledger.switchedOff(reason);
    offline.begin();
    enter(Phase.OFF);
    log.switchedOff(reason, refusal, coolDown.begin(clock.instant()));
  }

  private void tick() {
    if (phase == Phase.CLOSED) {
      return;
    }
    Instant now = clock.instant();
    boolean late = ticker.late();
    ticker.again(this::tick);
    ledger.tidy(now);
    switch (phase) {
      case WATCHING -> {
        if (late) {
          StreamEnd.suspended().tell(this);
        } else {
          stream.ifPresent(open -> check.at(open, end -> end.tell(this)));
        }
      }
      case NOT_LEADING -> connect();
      case OFF -> {
        if (coolDown.over(now)) {
          ledger.switchedOn();
          connect();
        } else {
          offline.tick();
        }
      }
      case CONNECTING, WAITING, CLOSED -> {}
    }
  }
}
