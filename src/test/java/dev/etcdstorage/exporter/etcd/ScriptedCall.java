package dev.etcdstorage.exporter.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A channel with one call, of which the test sees every step and says every answer. */
final class ScriptedCall<Q, A> extends ClientCall<Q, A> {
  private @Nullable Listener<A> listener;
  private int requested;
  private boolean cancelled;

  /** The calls over this channel, without a token. */
  Calls calls() {
    ClientInterceptor script =
        new ClientInterceptor() {
          @Override
          @SuppressWarnings("unchecked")
          public <X, Y> ClientCall<X, Y> interceptCall(
              MethodDescriptor<X, Y> method, CallOptions options, Channel next) {
            return (ClientCall<X, Y>) ScriptedCall.this;
          }
        };
    // No call reaches the network, so it need not be open.
    ManagedChannel channel =
        NettyChannelBuilder.forTarget("scripted").intercept(script).build().shutdownNow();
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
