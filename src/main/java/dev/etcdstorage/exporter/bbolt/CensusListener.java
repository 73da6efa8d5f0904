package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;

/** Receives all buckets and their elements once, in order, while pages are counted. */
public interface CensusListener {
  /** The next bucket; its leaves follow. */
  void bucket(BoltBucket bucket) throws IOException;

  /** A leaf of the last bucket, its keys in order. */
  void leaf(BoltPage leaf) throws IOException;
}
