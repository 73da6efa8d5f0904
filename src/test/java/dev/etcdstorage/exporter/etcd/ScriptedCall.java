package dev.etcdstorage.exporter.etcd;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A channel with one call, of which the test sees every step and says every answer. */
final class ScriptedCall<Q, A> extends ClientCall<Q, A> {
  private @Nullable Listener<A> listener;
  private int requested;
  private boolean cancelled;

  /** The calls over this channel, without a token. */
  Calls calls() {
    ManagedChannel channel =
        new ManagedChannel() {
          @Override
          @SuppressWarnings("unchecked")
          public <X, Y> ClientCall<X, Y> newCall(
              MethodDescriptor<X, Y> method, CallOptions options) {
            return (ClientCall<X, Y>) ScriptedCall.this;
          }

          @Override
          public String authority() {
            return "scripted";
          }

          @Override
          public ManagedChannel shutdown() {
            return this;
          }

          @Override
          public ManagedChannel shutdownNow() {
            return this;
          }

          @Override
          public boolean isShutdown() {
            return false;
          }

          @Override
          public boolean isTerminated() {
            return false;
          }

          @Override
          public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
          }
        };
    return new Calls(channel, new TokenSource(Optional.empty(), channel));
  }

  void answer(A message) {
    if (listener != null) {
      listener.onMessage(message);
    }
  }

  int requested() {
    return requested;
  }

  boolean cancelled() {
    return cancelled;
  }

  @Override
  public void start(Listener<A> responses, Metadata headers) {
    listener = responses;
  }

  @Override
  public void request(int messages) {
    requested += messages;
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    cancelled = true;
  }

  @Override
  public void halfClose() {}

  @Override
  public void sendMessage(Q message) {}
}
