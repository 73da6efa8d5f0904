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
    return tokens
        .token(deadline)
        .thenCompose(
            first ->
                with(first, exchange)
                    .thenCompose(
                        answer ->
                            first instanceof Answer.Got && rejected(answer) && tokens.used()
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

  private static boolean rejected(Answer<?> answer) {
    return answer
        .refusal()
        .map(failure -> failure.reason() == Reason.UNAUTHENTICATED)
        .orElse(false);
  }

  static <Q, R> CompletableFuture<Answer<R>> once(
      Channel channel, MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
    CompletableFuture<Answer<R>> answer = new CompletableFuture<>();
    ListenableFuture<R> call =
        ClientCalls.futureUnaryCall(channel.newCall(method, options(deadline)), request);
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

  static CallOptions options(Deadline deadline) {
    return CallOptions.DEFAULT.withDeadlineAfter(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
  }
}
