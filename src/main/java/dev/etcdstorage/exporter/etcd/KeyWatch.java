package dev.etcdstorage.exporter.etcd;

/** A watch that is under way. */
public interface KeyWatch extends AutoCloseable {
  /** Cancels it: messages not handed over yet are dropped, and no last message comes. */
  @Override
  void close();
}
