package dev.etcdstorage.exporter.testkit.fake;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.etcd.Key;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Changes the fake's keys at once, without gRPC; watches hear of it before a call returns. Each
 * call but {@link #putAll} makes one revision at most, which it returns.
 */
public final class FakeKeys {
  private final FakeState state;
  private final FakeStore store;
  private final FakeWatch watch;

  FakeKeys(FakeState state, FakeStore store, FakeWatch watch) {
    this.state = state;
    this.store = store;
    this.watch = watch;
  }

  /** Several changes of one revision. */
  public static final class Changes {
    private final FakeStore.Transaction transaction;

    private Changes(FakeStore.Transaction transaction) {
      this.transaction = transaction;
    }

    public Changes put(Key key, int valueBytes) {
      transaction.put(bytes(key), value(valueBytes), 0);
      return this;
    }

    public Changes put(String key, int valueBytes) {
      return put(Key.of(key), valueBytes);
    }

    /** A key that is not there makes no change. */
    public Changes delete(Key key) {
      var unused = transaction.delete(bytes(key), ByteString.EMPTY);
      return this;
    }

    public Changes delete(String key) {
      return delete(Key.of(key));
    }
  }

  public long put(Key key, int valueBytes) {
    return together(changes -> changes.put(key, valueBytes));
  }

  public long put(String key, int valueBytes) {
    return put(Key.of(key), valueBytes);
  }

  public long delete(Key key) {
    return together(changes -> changes.delete(key));
  }

  public long delete(String key) {
    return delete(Key.of(key));
  }

  /** A transaction. */
  public long together(Consumer<Changes> changes) {
    return change(transaction -> changes.accept(new Changes(transaction)));
  }

  /**
   * Many puts, each of a revision of its own; watches hear of them when all are there.
   *
   * @return the last revision
   */
  public long putAll(int count, IntFunction<Key> key, int valueBytes) {
    synchronized (store) {
      ByteString value = value(valueBytes);
      for (int i = 0; i < count; i++) {
        FakeStore.Transaction transaction = store.new Transaction();
        transaction.put(bytes(key.apply(i)), value, 0);
        transaction.commit();
      }
      watch.pump();
      return state.revision();
    }
  }

  /** Drops history before this revision; fails where etcd would refuse. */
  public void compact(long revision) {
    tryCompact(revision)
        .ifPresent(
            refusal -> {
              throw new AssertionError("The compaction is refused: " + refusal);
            });
  }

  Optional<Status> tryCompact(long revision) {
    synchronized (store) {
      if (revision > state.revision()) {
        return Optional.of(EtcdErrors.FUTURE_REVISION);
      }
      if (revision <= state.compactedRevision()) {
        return Optional.of(EtcdErrors.COMPACTED);
      }
      store.compact(revision);
      watch.pump();
      return Optional.empty();
    }
  }

  long change(Consumer<FakeStore.Transaction> changes) {
    synchronized (store) {
      FakeStore.Transaction transaction = store.new Transaction();
      changes.accept(transaction);
      long revision = transaction.commit();
      watch.pump();
      return revision;
    }
  }

  private static ByteString bytes(Key key) {
    return ByteString.copyFrom(key.toBytes());
  }

  private static ByteString value(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }
}
