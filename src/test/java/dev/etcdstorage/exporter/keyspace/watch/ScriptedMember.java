package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyWatch;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import dev.etcdstorage.exporter.testkit.util.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A member with a small store, which answers at once and keeps history as etcd does. */
final class ScriptedMember implements EtcdMember {
  private final ManualTime time;
  private final Endpoint endpoint;
  private final TreeMap<Long, List<KeyEvent>> history = new TreeMap<>();
  private final List<Stream> streams = new ArrayList<>();

  /** The start revisions of all watches so far. */
  final List<Long> starts = new ArrayList<>();

  long clusterId = 0xc1;
  long memberId;
  long revision = 10;
  long compacted;
  boolean leads = true;
  boolean hasLeader = true;
  boolean answers = true;

  /** Why it does not answer. */
  Reason silence = Reason.UNREACHABLE;

  /** Watches are there and say nothing. */
  boolean mute;

  Optional<Failure> refusesWatches = Optional.empty();

  /** Watches are not even confirmed. */
  boolean ignoresWatches;

  /** A watch cannot be opened, by a fault of ours. */
  boolean breaksWatches;

  Optional<CompletableFuture<Answer<Long>>> compactedAnswer = Optional.empty();

  /** From this call of Status on it does not answer. */
  int silentFromStatus = Integer.MAX_VALUE;

  /** What was said to be known of the compacted revision at each question for it. */
  final List<Long> knownCompacted = new ArrayList<>();

  long applyLag;
  long slowWatchers;
  Duration answerTakes = Duration.ofMillis(5);
  int statusCalls;

  ScriptedMember(ManualTime time, int port) {
    this.time = time;
    this.endpoint = Endpoint.parse("http://127.0.0.1:" + port, false);
    this.memberId = port;
  }

  private final class Stream implements KeyWatch {
    private final Executor executor;
    private final Consumer<WatchMessage> listener;
    private boolean closed;

    Stream(Executor executor, Consumer<WatchMessage> listener) {
      this.executor = executor;
      this.listener = listener;
    }

    void say(WatchMessage message) {
      executor.execute(
          () -> {
            if (!closed) {
              listener.accept(message);
            }
          });
    }

    @Override
    public void close() {
      closed = true;
      streams.remove(this);
    }
  }

  int openStreams() {
    return streams.size();
  }

  /** One transaction; a name with a minus is deleted. Returns its revision. */
  long write(String... names) {
    record();
    List<KeyEvent> events = new ArrayList<>();
    for (String name : names) {
      boolean delete = name.startsWith("-");
      events.add(
          new KeyEvent(
              Key.of(delete ? name.substring(1) : name), delete, revision, 1, delete ? 0 : 100));
    }
    history.put(revision, events);
    if (!mute) {
      deliver(events, true);
    }
    return revision;
  }

  private void record() {
    revision++;
  }

  void write(int times) {
    for (int i = 0; i < times; i++) {
      var unused = write("/k/" + i);
    }
  }

  void deliver(List<KeyEvent> events, boolean last) {
    deliver(new WatchMessage.Events(header(), events, last));
  }

  void deliver(WatchMessage message) {
    List.copyOf(streams).forEach(stream -> stream.say(message));
  }

  /** Deletes at the compacted revision are forgotten, puts are not. */
  void compact(long upTo) {
    compacted = upTo;
    history.headMap(upTo).clear();
    List<KeyEvent> left = history.getOrDefault(upTo, List.of());
    history.put(upTo, left.stream().filter(event -> !event.delete()).toList());
  }

  void breakStreams() {
    endStreams(Reason.UNREACHABLE);
  }

  void endStreams(Reason reason) {
    endStreams(new Failure(reason, "why"));
  }

  void endStreams(Failure failure) {
    deliver(new WatchMessage.Ended(failure));
    streams.clear();
  }

  StoreHeader header() {
    return new StoreHeader(clusterId, memberId, revision);
  }

  @Override
  public KeyWatch watch(long startRevision, Executor executor, Consumer<WatchMessage> listener) {
    starts.add(startRevision);
    if (breaksWatches) {
      throw new IllegalStateException("oops");
    }
    Stream stream = new Stream(executor, listener);
    if (ignoresWatches) {
      streams.add(stream);
      return stream;
    }
    if (refusesWatches.isPresent()) {
      stream.say(new WatchMessage.Ended(refusesWatches.get()));
      return stream;
    }
    stream.say(new WatchMessage.Created(header()));
    if (startRevision > 0 && startRevision < compacted) {
      stream.say(new WatchMessage.Compacted(header(), compacted));
      return stream;
    }
    if (startRevision > 0 && !mute) {
      history
          .tailMap(startRevision)
          .values()
          .forEach(
              events -> {
                if (!events.isEmpty()) {
                  stream.say(new WatchMessage.Events(header(), events, true));
                }
              });
    }
    streams.add(stream);
    return stream;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public long connections() {
    return 1;
  }

  @Override
  public CompletableFuture<Answer<MemberStatus>> status(Deadline deadline) {
    statusCalls++;
    time.leap(answerTakes);
    if (statusCalls >= silentFromStatus) {
      return CompletableFuture.completedFuture(Answer.refused(silence, "why"));
    }
    return answer(
        new MemberStatus(
            clusterId,
            memberId,
            "3.5.30",
            1000,
            600,
            revision,
            leaderId(),
            50 + applyLag,
            50,
            false,
            List.of(),
            OptionalLong.empty(),
            StorageFormat.UNKNOWN));
  }

  private long leaderId() {
    if (!hasLeader) {
      return 0;
    }
    return leads ? memberId : 1;
  }

  private <T> CompletableFuture<Answer<T>> answer(T value) {
    return CompletableFuture.completedFuture(
        answers ? new Answer.Got<>(value) : Answer.refused(silence, "why"));
  }

  @Override
  public CompletableFuture<Answer<Long>> compactedRevision(long lastKnown, Deadline deadline) {
    knownCompacted.add(lastKnown);
    return compactedAnswer.orElseGet(() -> answer(compacted));
  }

  @Override
  public CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline) {
    return answer(new MetricsPage(OptionalLong.empty(), Optional.empty(), slowWatchers));
  }

  @Override
  public CompletableFuture<Answer<List<ListedMember>>> memberList(Deadline deadline) {
    throw new AssertionError("A watch does not ask for the member list");
  }

  @Override
  public CompletableFuture<Answer<KeyPage>> keys(KeyRead read, Deadline deadline) {
    throw new AssertionError("A watch reads no keys");
  }

  @Override
  public void close() {}
}
