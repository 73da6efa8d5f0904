package dev.etcdstorage.exporter.testkit.fake;

import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One stream and its watches. What is sent is sent under the store's lock, so in order. */
final class FakeWatchSession implements StreamObserver<WatchRequest> {
  /** etcd sends a watch that catches up no more revisions at once. */
  private static final int MOST_REVISIONS = 1000;

  private static final long NO_WATCH = -1;

  private final FakeWatch watches;
  private final FakeState state;
  private final FakeStore store;
  private final StreamObserver<WatchResponse> responses;
  private final Map<Long, Watcher> watchers = new TreeMap<>();
  private long nextId;
  private boolean closed;

  FakeWatchSession(
      FakeWatch watches,
      FakeState state,
      FakeStore store,
      StreamObserver<WatchResponse> responses) {
    this.watches = watches;
    this.state = state;
    this.store = store;
    this.responses = responses;
  }

  /** What one watch wants, and how far it was told. */
  private static final class Watcher {
    private final long id;
    private final WatchCreateRequest request;
    private long next;

    Watcher(long id, WatchCreateRequest request, long next) {
      this.id = id;
      this.request = request;
      this.next = next;
    }

    boolean wants(Event event) {
      return FakeStore.contains(request.getKey(), request.getRangeEnd(), event.getKv().getKey());
    }

    boolean takesFragments() {
      return FakeFields.fragmentWanted(request);
    }
  }

  @Override
  public void onNext(WatchRequest request) {
    synchronized (store) {
      if (request.hasCreateRequest()) {
        create(request.getCreateRequest());
      } else if (request.hasCancelRequest()) {
        long id = request.getCancelRequest().getWatchId();
        watchers.remove(id);
        send(response(id).setCanceled(true).build());
      }
    }
  }

  private void create(WatchCreateRequest request) {
    long start = request.getStartRevision();
    watches.started(start);
    if (watches.refusal().isPresent()) {
      send(
          response(NO_WATCH)
              .setCreated(true)
              .setCanceled(true)
              .setCancelReason(watches.refusal().get())
              .build());
      return;
    }
    Watcher watcher = new Watcher(nextId++, request, start > 0 ? start : state.revision() + 1);
    send(response(watcher.id).setCreated(true).build());
    watchers.put(watcher.id, watcher);
    watches.pump();
  }

  /** Under the store's lock. */
  void pump() {
    for (Watcher watcher : List.copyOf(watchers.values())) {
      if (watcher.next < state.compactedRevision()) {
        watchers.remove(watcher.id);
        send(
            response(watcher.id)
                // Real etcd tells no revision here.
                .setHeader(state.header().toBuilder().setRevision(0))
                .setCanceled(true)
                .setCompactRevision(state.compactedRevision())
                .build());
      } else {
        tell(watcher);
      }
    }
  }

  private void tell(Watcher watcher) {
    List<Event> batch = new ArrayList<>();
    int revisions = 0;
    for (List<Event> changes : store.eventsFrom(watcher.next).values()) {
      batch.addAll(changes.stream().filter(watcher::wants).toList());
      if (++revisions % MOST_REVISIONS == 0) {
        send(watcher, batch);
        batch.clear();
      }
    }
    send(watcher, batch);
    watcher.next = Math.max(watcher.next, state.revision() + 1);
  }

  private void send(Watcher watcher, List<Event> events) {
    int most = watcher.takesFragments() ? watches.fragmentEvery() : Integer.MAX_VALUE;
    for (int from = 0; from < events.size(); from += most) {
      int to = (int) Math.min(events.size(), (long) from + most);
      WatchResponse.Builder part = response(watcher.id).addAllEvents(events.subList(from, to));
      send(to < events.size() ? FakeFields.fragment(part) : part.build());
      if (to == events.size()) {
        return;
      }
    }
  }

  private WatchResponse.Builder response(long id) {
    return WatchResponse.newBuilder().setHeader(state.header()).setWatchId(id);
  }

  private void send(WatchResponse response) {
    if (!closed) {
      responses.onNext(response);
    }
  }

  void cancel(String reason) {
    for (long id : watchers.keySet()) {
      send(response(id).setCanceled(true).setCancelReason(reason).build());
    }
    watchers.clear();
  }

  void end(Status status) {
    if (closed) {
      return;
    }
    closed();
    if (status.isOk()) {
      responses.onCompleted();
    } else {
      responses.onError(status.asRuntimeException());
    }
  }

  void closed() {
    closed = true;
    watchers.clear();
  }

  @Override
  public void onError(Throwable error) {}

  @Override
  public void onCompleted() {
    synchronized (store) {
      end(Status.OK);
    }
  }
}
