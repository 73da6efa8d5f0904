package dev.etcdstorage.exporter.etcd;

import java.util.Optional;
import java.util.function.Function;

/** What a call to a member came to. Calls never throw, so that one member cannot spoil a sample. */
public sealed interface Answer<T> {
  record Got<T>(T value) implements Answer<T> {}

  record Refused<T>(Failure failure) implements Answer<T> {}

  static <T> Answer<T> refused(Reason reason, String detail) {
    return new Refused<>(new Failure(reason, detail));
  }

  default <R> Answer<R> map(Function<T, R> function) {
    if (this instanceof Got<T> got) {
      return new Got<>(function.apply(got.value()));
    }
    return new Refused<>(((Refused<T>) this).failure());
  }

  default Optional<T> got() {
    return this instanceof Got<T> got ? Optional.of(got.value()) : Optional.empty();
  }

  default Optional<Failure> refusal() {
    return this instanceof Refused<T> refused ? Optional.of(refused.failure) : Optional.empty();
  }
}
