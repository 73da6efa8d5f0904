package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A watch whose messages are taken one by one, and the thread that it runs on. */
final class WatchLog implements Consumer<WatchMessage>, AutoCloseable {
  private final BlockingQueue<WatchMessage> messages = new LinkedBlockingQueue<>();

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final KeyWatch watch;

  private WatchLog(EtcdMember member, long startRevision) {
    this.watch = member.watch(startRevision, thread, this);
  }

  static WatchLog from(EtcdMember member, long startRevision) {
    return new WatchLog(member, startRevision);
  }

  /** A watch from now on, and what it began with. */
  static WatchLog created(EtcdMember member) {
    WatchLog log = new WatchLog(member, 0);
    assertThat(log.next()).isInstanceOf(WatchMessage.Created.class);
    return log;
  }

  @Override
  public void accept(WatchMessage message) {
    messages.add(message);
  }

  WatchMessage next() {
    return Poll.answer(
        () -> "the next message of a watch",
        EtcdFixture.AMPLE.multipliedBy(3),
        () -> Optional.ofNullable(messages.poll()));
  }

  <M extends WatchMessage> M next(Class<M> type) {
    WatchMessage message = next();
    assertThat(message).isInstanceOf(type);
    return type.cast(message);
  }

  /** The next events, across messages. */
  List<KeyEvent> events(int count) {
    List<KeyEvent> events = new ArrayList<>();
    while (events.size() < count) {
      events.addAll(next(WatchMessage.Events.class).events());
    }
    assertThat(events).hasSize(count);
    return events;
  }

  /** What came and was not taken yet. */
  List<WatchMessage> untaken() {
    return List.copyOf(messages);
  }

  KeyWatch watch() {
    return watch;
  }

  ExecutorService thread() {
    return thread;
  }

  @Override
  public void close() {
    watch.close();
    thread.shutdown();
  }
}
