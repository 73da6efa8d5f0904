package dev.etcdstorage.exporter.testkit.fake;

import io.grpc.Status;
import java.time.Duration;

/** How the fake etcd treats the calls of one method. */
public sealed interface FakeMode {

  /** Answers from the state. */
  record Answer() implements FakeMode {}

  /** Takes the call and never says a word, as a stopped process does. */
  record Hang() implements FakeMode {}

  /** Answers from the state, that much later. */
  record Slow(Duration delay) implements FakeMode {}

  /** Fails, with etcd's own text or any other. */
  record Fail(Status status) implements FakeMode {}
}
