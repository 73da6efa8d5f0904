package dev.etcdstorage.exporter.etcd;

/** A watch that is under way. */
public interface KeyWatch extends AutoCloseable {
  /** Cancels it; what was not handed over yet is dropped, and no last word comes. */
  @Override
  void close();
}
