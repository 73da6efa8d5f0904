package dev.etcdstorage.exporter.etcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.grpc.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The token of one member's channel. It is requested when first needed and again when etcd rejects
 * it (simple tokens end after five idle minutes and with the process). Overlapping calls share one
 * request, since each costs etcd a bcrypt check and a raft entry.
 */
final class TokenSource {
  private static final CompletableFuture<Answer<String>> NO_TOKEN =
      CompletableFuture.completedFuture(new Answer.Got<>(""));

  private final Optional<User> user;
  private final Channel channel;
  private @Nullable CompletableFuture<Answer<String>> current;

  record User(String name, PasswordFile file) {}

  TokenSource(Optional<User> user, Channel channel) {
    this.user = user;
    this.channel = channel;
  }

  /** Whether tokens are used at all. */
  boolean areUsed() {
    return user.isPresent();
  }

  /** The token, empty when none is needed. */
  synchronized CompletableFuture<Answer<String>> token(Deadline deadline) {
    if (user.isEmpty()) {
      return NO_TOKEN;
    }
    CompletableFuture<Answer<String>> held = current;
    if (held == null || failed(held)) {
      held = authenticate(user.get(), deadline);
      current = held;
    }
    return held;
  }

  /** A token other than the one that etcd rejected. */
  synchronized CompletableFuture<Answer<String>> renew(String rejected, Deadline deadline) {
    if (current != null && current.isDone() && rejected.equals(tokenOf(current))) {
      current = null;
    }
    return token(deadline);
  }

  private static boolean failed(CompletableFuture<Answer<String>> answer) {
    return answer.isDone() && answer.join().refusal().isPresent();
  }

  private static @Nullable String tokenOf(CompletableFuture<Answer<String>> answer) {
    return answer.join().got().orElse(null);
  }

  private CompletableFuture<Answer<String>> authenticate(User whom, Deadline deadline) {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder()
            .setName(whom.name())
            .setPassword(whom.file().password())
            .build();
    return Calls.once(channel, AuthGrpc.getAuthenticateMethod(), request, deadline)
        .thenApply(TokenSource::tokenOrNone);
  }

  /** A cluster without authentication has no tokens and needs none. */
  private static Answer<String> tokenOrNone(Answer<AuthenticateResponse> answer) {
    return answer.<Answer<String>>match(
        response -> new Answer.Got<>(response.getToken()),
        failure ->
            failure.detail().contains("authentication is not enabled")
                ? new Answer.Got<>("")
                : new Answer.Refused<>(failure));
  }
}
