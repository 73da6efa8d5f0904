package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyPage;
import java.util.OptionalLong;

/**
 * A value that is too large for any answer: its key is read without it, and takes its size from the
 * refusal.
 */
final class OversizedValue {
  private boolean next;
  private OptionalLong answerBytes = OptionalLong.empty();
  private boolean allSizesKnown = true;

  /**
   * The next key has such a value.
   *
   * @param bytes of the answer with its value; empty where the refusal does not tell
   */
  void by(OptionalLong bytes) {
    next = true;
    answerBytes = bytes.stream().filter(size -> size <= Integer.MAX_VALUE).findFirst();
  }

  /** Whether the next key is to be read without its value. */
  boolean isNext() {
    return next;
  }

  /** The refused read is repeated. */
  void again() {
    next = false;
  }

  /** The page with just this key, with its value's size if known. */
  KeyPage sized(KeyPage page) {
    next = false;
    allSizesKnown &= answerBytes.isPresent();
    return answerBytes.isPresent() ? page.withValueOf(answerBytes.getAsLong()) : page;
  }

  /** Of the values refused so far. */
  boolean allSizesKnown() {
    return allSizesKnown;
  }
}
