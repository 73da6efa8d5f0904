package dev.etcdstorage.exporter.testkit.fake;

import io.etcd.jetcd.api.WatchGrpc.WatchImplBase;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Watches on the fake's store. Remembers those that would make a real etcd read its history. */
final class FakeWatch extends WatchImplBase {
  private final FakeState state;
  private final FakeStore store;
  private final List<Long> historyReads = new CopyOnWriteArrayList<>();
  private final List<Long> starts = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final List<FakeWatchSession> sessions = new CopyOnWriteArrayList<>();
  private volatile int fragmentEvery = Integer.MAX_VALUE;
  private volatile boolean held;
  private volatile Optional<String> refusal = Optional.empty();

  FakeWatch(FakeState state, FakeStore store) {
    this.state = state;
    this.store = store;
  }

  List<Long> historyReads() {
    return List.copyOf(historyReads);
  }

  List<Long> starts() {
    return List.copyOf(starts);
  }

  int open() {
    return open.get();
  }

  void fragmentEvery(int events) {
    fragmentEvery = events;
  }

  int fragmentEvery() {
    return fragmentEvery;
  }

  void hold(boolean yes) {
    synchronized (store) {
      held = yes;
      pump();
    }
  }

  void refuse(Optional<String> reason) {
    refusal = reason;
  }

  Optional<String> refusal() {
    return refusal;
  }

  /** Tells each watch what it has not heard yet. */
  void pump() {
    synchronized (store) {
      if (!held) {
        sessions.forEach(FakeWatchSession::pump);
      }
    }
  }

  /** Ends all streams: cleanly, or with a status. */
  void end(Status status) {
    synchronized (store) {
      for (FakeWatchSession session : List.copyOf(sessions)) {
        session.end(status);
      }
    }
  }

  /** Cancels all watches, with etcd's words for why. */
  void cancel(String reason) {
    synchronized (store) {
      sessions.forEach(session -> session.cancel(reason));
    }
  }

  void started(long revision) {
    starts.add(revision);
    if (revision > 0 && revision >= state.compactedRevision() && revision <= state.revision()) {
      historyReads.add(revision);
    }
  }

  @Override
  public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
    FakeWatchSession session = new FakeWatchSession(this, state, store, responses);
    open.incrementAndGet();
    sessions.add(session);
    if (responses instanceof ServerCallStreamObserver<WatchResponse> call) {
      call.setOnCloseHandler(() -> closed(session));
      call.setOnCancelHandler(() -> closed(session));
    }
    return session;
  }

  private void closed(FakeWatchSession session) {
    open.decrementAndGet();
    synchronized (store) {
      session.closed();
      sessions.remove(session);
    }
  }
}
