package dev.etcdstorage.exporter.etcd;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The outcome of a call to a member. Calls never throw, so that one member cannot spoil a sample.
 */
public sealed interface Answer<T> {
  record Got<T>(T value) implements Answer<T> {
    @Override
    public <R> R match(Function<T, R> got, Function<Failure, R> refused) {
      return got.apply(value);
    }
  }

  record Refused<T>(Failure failure) implements Answer<T> {
    @Override
    public <R> R match(Function<T, R> got, Function<Failure, R> refused) {
      return refused.apply(failure);
    }
  }

  static <T> Answer<T> refused(Reason reason, String detail) {
    return new Refused<>(new Failure(reason, detail));
  }

  /** Handles both cases. */
  <R> R match(Function<T, R> got, Function<Failure, R> refused);

  default void then(Consumer<T> got, Consumer<Failure> refused) {
    this.<Runnable>match(value -> () -> got.accept(value), why -> () -> refused.accept(why)).run();
  }

  default <R> Answer<R> map(Function<T, R> function) {
    return this.<Answer<R>>match(
        value -> new Got<>(function.apply(value)), failure -> new Refused<>(failure));
  }

  default Optional<T> got() {
    return match(Optional::of, failure -> Optional.empty());
  }

  default Optional<Failure> refusal() {
    return match(value -> Optional.empty(), Optional::of);
  }
}
