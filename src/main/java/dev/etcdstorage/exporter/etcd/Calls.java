package dev.etcdstorage.exporter.etcd;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
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

  private final Channel channel;
  private final TokenSource tokens;

  Calls(Channel channel, TokenSource tokens) {
    this.channel = channel;
    this.tokens = tokens;
  }

  <Q, R> CompletableFuture<Answer<R>> unary(
      MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
    return authorized(deadline, on -> once(on, method, request, deadline));
  }

  /** Runs an exchange on a channel that carries the token, if there is one. */
  <R> CompletableFuture<Answer<R>> authorized(
      Deadline deadline, Function<Channel, CompletableFuture<Answer<R>>> exchange) {
    return authorized(deadline, exchange, failure -> failure.reason() == Reason.UNAUTHENTICATED);
  }

  /**
   * The same for an exchange of which etcd does not tell clearly that the token is no longer good.
   *
   * @param outdated whether this refusal may be the token's fault
   */
  <R> CompletableFuture<Answer<R>> authorized(
      Deadline deadline,
      Function<Channel, CompletableFuture<Answer<R>>> exchange,
      Predicate<Failure> outdated) {
    return tokens
        .token(deadline)
        .thenCompose(
            first ->
                with(first, exchange)
                    .thenCompose(
                        answer ->
                            first instanceof Answer.Got
                                    && answer.refusal().filter(outdated).isPresent()
                                    && tokens.used()
                                ? tokens
                                    .renewed(first.got().orElse(""), deadline)
                                    .thenCompose(second -> with(second, exchange))
                                : CompletableFuture.completedFuture(answer)));
  }

  private <R> CompletableFuture<Answer<R>> with(
      Answer<String> token, Function<Channel, CompletableFuture<Answer<R>>> exchange) {
    if (token instanceof Answer.Refused<String> refused) {
      return CompletableFuture.completedFuture(new Answer.Refused<>(refused.failure()));
    }
    String text = token.got().orElse("");
    return exchange.apply(text.isEmpty() ? channel : carrying(text));
  }

  private Channel carrying(String token) {
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
