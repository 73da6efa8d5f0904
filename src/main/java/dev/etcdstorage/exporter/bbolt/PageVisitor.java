package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;

/** Sees the pages of a bucket in turn. */
@FunctionalInterface
public interface PageVisitor {
  /** A leaf page; each when the one before was seen. */
  void leaf(BoltPage page) throws IOException;

  /** A branch page, before those that it leads to. */
  default void branch(BoltPage page) throws IOException {}
}
