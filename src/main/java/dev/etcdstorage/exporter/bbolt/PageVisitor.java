package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;

/** Receives the pages of a bucket in turn. */
@FunctionalInterface
public interface PageVisitor {
  /** A leaf page, after the one before it. */
  void leaf(BoltPage page) throws IOException;

  /** A branch page, before its children. */
  default void branch(BoltPage page) throws IOException {}
}
