package dev.etcdstorage.exporter.etcd;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Unary calls on one channel, with a deadline and, where the cluster has users, a token. An expired
 * token is renewed and the call made again, once, inside the same deadline.
 */
final class Calls {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final TokenSource tokens;

  Calls(ManagedChannel channel, TokenSource tokens) {
    this.channel = channel;
    this.tokens = tokens;
  }

  /** One call. Only its deadline ends it; cancelling the future does not. */
  <Q, R> CompletableFuture<Answer<R>> unary(
      MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
    return FreshChannel.of(channel, deadline)
        .thenCompose(ready -> withToken(deadline, on -> once(on, method, request, deadline)));
  }

  /** A call whose answer carries nothing. */
  <Q, R> CompletableFuture<Answer<Done>> order(
      MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
    return unary(method, request, deadline).thenApply(answer -> answer.map(ok -> Done.DONE));
  }

  /**
   * Runs an exchange on a channel that carries the token, if there is one. Cancelling the future
   * cancels the exchange under way, but not a request for a token.
   */
  <R> CompletableFuture<Answer<R>> withToken(
      Deadline deadline, Function<Channel, CompletableFuture<Answer<R>>> exchange) {
    return withToken(deadline, exchange, failure -> failure.reason() == Reason.UNAUTHENTICATED);
  }

  /**
   * The same for an exchange that etcd does not refuse with a clear error when the token has
   * expired.
   *
   * @param outdated whether this refusal may be due to the token
   */
  <R> CompletableFuture<Answer<R>> withToken(
      Deadline deadline,
      Function<Channel, CompletableFuture<Answer<R>>> exchange,
      Predicate<Failure> outdated) {
    CompletableFuture<Answer<R>> wanted = new CompletableFuture<>();
    Function<Channel, CompletableFuture<Answer<R>>> cancellable =
        on -> wanted.isDone() ? Calls.<R>nobodyWaits() : cancelledWith(wanted, exchange.apply(on));
    var unused =
        tokens
            .token(deadline)
            .thenCompose(
                first ->
                    attempt(first, cancellable)
                        .thenCompose(
                            answer ->
                                first instanceof Answer.Got
                                        && answer.refusal().filter(outdated).isPresent()
                                        && tokens.areUsed()
                                    ? tokens
                                        .renew(first.got().orElse(""), deadline)
                                        .thenCompose(second -> attempt(second, cancellable))
                                    : CompletableFuture.completedFuture(answer)))
            .exceptionally(thrown -> new Answer.Refused<>(Failures.of(thrown)))
            .thenAccept(wanted::complete);
    return wanted;
  }

  private static <R> CompletableFuture<Answer<R>> nobodyWaits() {
    return CompletableFuture.completedFuture(
        Answer.refused(Reason.TIMEOUT, "nobody waits any more"));
  }

  private static <R> CompletableFuture<R> cancelledWith(
      CompletableFuture<R> wanted, CompletableFuture<R> call) {
    whenCancelled(wanted, () -> call.cancel(false));
    return call;
  }

  private <R> CompletableFuture<Answer<R>> attempt(
      Answer<String> token, Function<Channel, CompletableFuture<Answer<R>>> exchange) {
    return token.<CompletableFuture<Answer<R>>>match(
        text -> exchange.apply(text.isEmpty() ? channel : attachToken(text)),
        failure -> CompletableFuture.completedFuture(new Answer.Refused<>(failure)));
  }

  private Channel attachToken(String token) {
    Metadata headers = new Metadata();
    headers.put(TOKEN, token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  static <Q, R> CompletableFuture<Answer<R>> once(
      Channel channel, MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
    return once(channel, method, request, options(deadline));
  }

  /** One call, without the token. Cancelling the future cancels the call. */
  static <Q, R> CompletableFuture<Answer<R>> once(
      Channel channel, MethodDescriptor<Q, R> method, Q request, CallOptions options) {
    CompletableFuture<Answer<R>> answer = new CompletableFuture<>();
    ListenableFuture<R> call =
        ClientCalls.futureUnaryCall(channel.newCall(method, options), request);
    whenCancelled(answer, () -> call.cancel(true));
    Futures.addCallback(
        call,
        new FutureCallback<R>() {
          @Override
          public void onSuccess(R value) {
            answer.complete(new Answer.Got<>(value));
          }

          @Override
          public void onFailure(Throwable thrown) {
            answer.complete(new Answer.Refused<>(Failures.of(thrown)));
          }
        },
        MoreExecutors.directExecutor());
    return answer;
  }

  /**
   * A call on a stream that ends with the first answer that tells what is wanted. Cancelling the
   * future cancels the call.
   *
   * @param read empty for an answer that does not tell it yet
   */
  static <Q, A, R> CompletableFuture<Answer<R>> first(
      Channel channel,
      MethodDescriptor<Q, A> method,
      Q question,
      Deadline deadline,
      Function<A, Optional<Answer<R>>> read) {
    CompletableFuture<Answer<R>> wanted = new CompletableFuture<>();
    ClientCall<Q, A> call = channel.newCall(method, options(deadline));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(A message) {
            read.apply(message).ifPresent(wanted::complete);
            if (wanted.isDone()) {
              call.cancel("answered", null);
            } else {
              call.request(1);
            }
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            wanted.complete(new Answer.Refused<>(Failures.of(status.asRuntimeException(trailers))));
          }
        },
        new Metadata());
    call.sendMessage(question);
    call.request(1);
    whenCancelled(wanted, () -> call.cancel("nobody waits any more", null));
    return wanted;
  }

  /** Runs at once if it was cancelled already. */
  static void whenCancelled(CompletableFuture<?> future, Runnable then) {
    var unused =
        future.whenComplete(
            (value, thrown) -> {
              if (future.isCancelled()) {
                then.run();
              }
            });
  }

  static CallOptions options(Deadline deadline) {
    return CallOptions.DEFAULT.withDeadlineAfter(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
  }
}
