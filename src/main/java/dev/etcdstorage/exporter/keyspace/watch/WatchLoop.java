package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.KeyWatch;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Keeps a watch going: connects, resumes, looks after it every few seconds, and switches it off
 * when it harms. Everything here runs in the executor's tasks, one at a time.
 */
final class WatchLoop {
  /**
   * Below that, etcd reads what a watch lacks in one go, so that cancelling would spare nothing.
   */
  private static final long ONE_READ = 1_000;

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  /** A watch may be without a word for so many looks although the store moved on. */
  private static final int SILENT_LOOKS = 2;

  /** A look that is so many intervals late means that this process was stopped. */
  private static final int LATE = 4;

  /** The metrics page is asked for at each so many looks. */
  private static final int LOOKS_A_PAGE = 12;

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
  private final long maxResume;
  private final SerialExecutor executor;
  private final InstantSource clock;
  private final Backoff backoff;
  private final WatchLedger ledger;
  private final WatchLog log;
  private final Duration interval;
  private final WatchHarm harm = new WatchHarm();
  private final CoolDown coolDown = new CoolDown();
  private final StoreMemory store = new StoreMemory();

  private Phase phase = Phase.CONNECTING;

  /** Answers and messages of an earlier turn come too late. */
  private long turn;

  private Instant lastTick;
  private Optional<Future<?>> nextTick = Optional.empty();
  private Optional<KeyWatch> stream = Optional.empty();
  private Optional<EtcdMember> watched = Optional.empty();
  private Instant opened;
  private boolean created;
  private boolean startedFromNow;

  /** The gap up to now is missed, however small it is. */
  private boolean leaveGap;

  private long compacted;
  private long messages;
  private long messagesBefore;
  private int silent;
  private int looks;
  private boolean looking;

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
    this.maxResume = settings.maxResume();
    this.executor = executor;
    this.clock = clock;
    this.backoff = backoff;
    this.ledger = ledger;
    this.log = log;
    this.interval = interval;
    this.lastTick = clock.instant();
    this.opened = lastTick;
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
    turn++;
  }

  /** Goes on with the answer, unless something else came in between. */
  private <T> void then(CompletableFuture<T> asked, Consumer<T> go) {
    long mine = turn;
    var unused =
        asked.thenAcceptAsync(
            answer -> {
              if (turn == mine) {
                go.accept(answer);
              }
            },
            executor);
  }

  private static Deadline soon() {
    return Deadline.in(ANSWER_WITHIN);
  }

  private void connect() {
    enter(Phase.CONNECTING);
    then(members.find(when, soon()), found -> found.ifPresentOrElse(this::found, this::nobody));
  }

  private void nobody() {
    if (when != When.LEADER) {
      retry();
      return;
    }
    then(
        members.find(When.ALWAYS, soon()),
        other -> other.ifPresentOrElse(follower -> notLeading(), this::retry));
  }

  private void notLeading() {
    release();
    leaveGap = true;
    enter(Phase.NOT_LEADING);
    log.notLeading();
  }

  private void found(OwnMembers.Found found) {
    MemberStatus status = found.status();
    if (store.restored(status.clusterId(), status.memberId(), status.revision())) {
      forget();
    }
    if (leaveGap || !ledger.isOpen()) {
      open(found.member(), 0);
      return;
    }
    then(
        found.member().compactedRevision(compacted, soon()),
        answer ->
            answer
                .got()
                .ifPresentOrElse(
                    revision -> resume(found, revision), () -> failed(answer.refusal())));
  }

  private void resume(OwnMembers.Found found, long compactedRevision) {
    compacted = compactedRevision;
    Resume resume =
        Resume.decide(ledger.next(), found.status().revision(), compactedRevision, maxResume);
    leaveOut(resume.next(), "compacted meanwhile");
    open(found.member(), resume.fromNow() ? 0 : resume.next());
  }

  private void open(EtcdMember member, long startRevision) {
    enter(Phase.WATCHING);
    opened = clock.instant();
    startedFromNow = startRevision == 0;
    created = false;
    messages = 0;
    messagesBefore = 0;
    silent = 0;
    looks = 0;
    looking = false;
    watched = Optional.of(member);
    long mine = turn;
    stream =
        Optional.of(
            member.watch(
                startRevision,
                executor,
                message -> {
                  if (turn == mine) {
                    heard(member, message);
                  }
                }));
  }

  private void heard(EtcdMember member, WatchMessage message) {
    if (message instanceof WatchMessage.Events events) {
      counted(events);
    } else if (message instanceof WatchMessage.Created first) {
      created(member, first.header());
    } else if (message instanceof WatchMessage.Compacted last) {
      leaveOut(last.compactedRevision() + 1, "compacted meanwhile");
      lost("compacted");
    } else if (message instanceof WatchMessage.Ended last) {
      failed(Optional.of(last.failure()));
    }
  }

  private void created(EtcdMember member, StoreHeader header) {
    if (store.restored(header.clusterId(), header.memberId(), header.revision())) {
      forget();
      if (!startedFromNow) {
        retry();
        return;
      }
    }
    created = true;
    if (startedFromNow && ledger.isOpen()) {
      leaveOut(header.revision() + 1, "too many to catch up, or not this exporter's turn");
    } else if (startedFromNow) {
      ledger.open(header.revision() + 1, clock.instant());
    }
    leaveGap = false;
    ledger.established();
    log.established(member.endpoint(), ledger.next());
    if (behind(header.revision())) {
      fellBehind();
    }
  }

  private void counted(WatchMessage.Events events) {
    Instant now = clock.instant();
    messages++;
    ledger.count(events, now);
    if (late(now)) {
      lost("this process was stopped");
    } else if (behind(events.header().revision())) {
      fellBehind();
    }
  }

  private boolean behind(long revision) {
    return ledger.isOpen() && revision - ledger.next() + 1 > Math.max(maxResume, ONE_READ);
  }

  private void fellBehind() {
    lost("too far behind");
    harm.fellBehind(clock.instant()).ifPresent(this::stop);
  }

  private void leaveOut(long next, String why) {
    long skipped = ledger.skipTo(next);
    if (skipped > 0) {
      log.leftOut(skipped, why);
    }
  }

  private void failed(Optional<Failure> failure) {
    if (!created && failure.filter(WatchLoop::refused).isPresent()) {
      stop(StopReason.REFUSED);
    } else {
      lost(failure.map(Failure::detail).orElse("no answer"));
    }
  }

  private static boolean refused(Failure failure) {
    return failure.reason() == Reason.PERMISSION_DENIED
        || failure.reason() == Reason.UNAUTHENTICATED;
  }

  private void lost(String why) {
    log.lost(why);
    retry();
  }

  private void retry() {
    if (created) {
      backoff.lived(Duration.between(opened, clock.instant()));
    }
    release();
    enter(Phase.WAITING);
    long mine = turn;
    var unused =
        executor.schedule(
            backoff.next(),
            () -> {
              if (turn == mine) {
                connect();
              }
            });
  }

  private void release() {
    stream.ifPresent(KeyWatch::close);
    stream = Optional.empty();
    created = false;
    harm.interrupted();
    ledger.interrupted();
  }

  private void stop(StopReason reason) {
    release();
    harm.stopped();
    leaveGap = true;
    ledger.switchedOff(reason);
    enter(Phase.OFF);
    log.switchedOff(reason, coolDown.begin(clock.instant()));
  }

  private void forget() {
    log.restored();
    ledger.forget(clock.instant());
    leaveGap = false;
    compacted = 0;
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
          watched.ifPresent(this::look);
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

  /** A member's status and how long it took to tell. */
  private record Look(Answer<MemberStatus> answer, Duration took) {}

  private void look(EtcdMember member) {
    looks++;
    if (!created && looks > SILENT_LOOKS) {
      lost("no answer to the watch");
    } else if (!looking) {
      looking = true;
      Instant asked = clock.instant();
      then(
          member
              .status(soon())
              .thenApply(answer -> new Look(answer, Duration.between(asked, clock.instant()))),
          look -> {
            looking = false;
            look.answer().got().ifPresent(status -> looked(member, status, look.took()));
          });
    }
  }

  private void looked(EtcdMember member, MemberStatus status, Duration took) {
    if (store.restored(status.clusterId(), status.memberId(), status.revision())) {
      forget();
      retry();
    } else if (when == When.LEADER && !status.leader()) {
      notLeading();
    } else if (created && behind(status.revision())) {
      fellBehind();
    } else if (created && fellSilent(status.revision())) {
      lost("silent although the store moved on");
    } else {
      harm.looked(took, status.applyLag())
          .ifPresentOrElse(this::stop, () -> askFurther(member, status.revision()));
    }
  }

  private boolean fellSilent(long revision) {
    boolean owes = revision >= ledger.next() && messages == messagesBefore;
    silent = owes ? silent + 1 : 0;
    messagesBefore = messages;
    return silent > SILENT_LOOKS;
  }

  private void askFurther(EtcdMember member, long revision) {
    then(
        member.compactedRevision(compacted, soon()),
        answer -> {
          answer
              .got()
              .ifPresent(
                  found -> {
                    compacted = found;
                    ledger.compacted(found, clock.instant());
                  });
          if (looks % LOOKS_A_PAGE == 0) {
            readPage(member, revision);
          }
        });
  }

  /** Behind is who has not seen by the page's answer what Status told before it. */
  private void readPage(EtcdMember member, long revision) {
    then(
        member.metricsPage(soon()),
        answer ->
            answer
                .got()
                .flatMap(page -> harm.readPage(page.slowWatchers(), ledger.next() <= revision))
                .ifPresent(this::stop));
  }
}
