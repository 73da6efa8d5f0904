package dev.etcdstorage.exporter.testkit.fake;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Every call passes here: it is counted, then let through, held or refused. */
final class FakeGate implements ServerInterceptor, AutoCloseable {
  private final FakeAuth auth;
  private final Map<String, FakeMode> modes = new ConcurrentHashMap<>();
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private volatile FakeMode otherwise = new FakeMode.Answer();

  FakeGate(FakeAuth auth) {
    this.auth = auth;
  }

  void mode(MethodDescriptor<?, ?> method, FakeMode mode) {
    modes.put(method.getFullMethodName(), mode);
  }

  void modeOfAll(FakeMode mode) {
    modes.clear();
    otherwise = mode;
  }

  int calls(MethodDescriptor<?, ?> method) {
    return calls.getOrDefault(method.getFullMethodName(), 0);
  }

  int calls() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    calls.merge(method.getFullMethodName(), 1, Integer::sum);
    Optional<Status> refusal = auth.refusal(method, headers);
    FakeMode mode =
        refusal
            .<FakeMode>map(FakeMode.Fail::new)
            .orElseGet(() -> modes.getOrDefault(method.getFullMethodName(), otherwise));
    if (mode instanceof FakeMode.Answer) {
      return next.startCall(call, headers);
    }
    if (mode instanceof FakeMode.Slow slow) {
      return later(next.startCall(call, headers), slow.delay());
    }
    if (mode instanceof FakeMode.Fail fail) {
      call.close(fail.status(), new Metadata());
    }
    return new ServerCall.Listener<>() {};
  }

  /** One timer thread keeps the order of what it delays. */
  private <Q> ServerCall.Listener<Q> later(ServerCall.Listener<Q> listener, Duration delay) {
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        after(delay, () -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        after(delay, super::onHalfClose);
      }
    };
  }

  private void after(Duration delay, Runnable task) {
    var unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
