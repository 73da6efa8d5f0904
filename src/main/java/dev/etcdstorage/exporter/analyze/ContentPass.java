package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltBucket;
import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.bbolt.BoltPage;
import dev.etcdstorage.exporter.bbolt.CensusListener;
import dev.etcdstorage.exporter.storage.DefragCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers everything that one pass over all buckets in order can tell. */
final class ContentPass implements CensusListener {
  private final long pages;
  private final int pageSize;
  private final AnalyzeProgress progress;
  private final ContentHash hash = new ContentHash();
  private final FactsReader facts = new FactsReader();
  private final DefragCopy copy;
  private final KeyScan scan;
  private final List<BoltBucket> buckets = new ArrayList<>();
  private long elements;
  private long keyElements;
  private long pagesDone;
  private boolean inKeys;

  ContentPass(long pages, int pageSize, KeyScan scan, AnalyzeProgress progress) {
    this.scan = scan;
    this.pages = pages;
    this.pageSize = pageSize;
    this.progress = progress;
    this.copy = new DefragCopy(pageSize);
  }

  @Override
  public void bucket(BoltBucket bucket) {
    buckets.add(bucket);
    inKeys = bucket.name().equals(FactsReader.KEYS);
    hash.bucket(bucket.nameBytes());
    copy.bucket(bucket.nameBytes().length);
  }

  @Override
  public void leaf(BoltPage page) throws BoltFileException {
    hash.leaf(page);
    facts.leaf(buckets.get(buckets.size() - 1).name(), page);
    for (int i = 0; i < page.count(); i++) {
      copy.put(page.keyBytes(i), page.valueBytes(i));
    }
    elements += page.count();
    if (inKeys) {
      keyElements += page.count();
      scan.leaf(page);
    }
    pagesDone += page.length() / pageSize;
    progress.pages(pagesDone, pages);
  }

  int hash() {
    return hash.value();
  }

  StoreFacts facts() {
    return facts.facts();
  }

  List<BoltBucket> buckets() {
    return buckets;
  }

  /** The bucket of etcd's keys. */
  Optional<BoltBucket> keys() {
    return buckets.stream().filter(each -> each.name().equals(FactsReader.KEYS)).findFirst();
  }

  /** Of all buckets. */
  long elements() {
    return elements;
  }

  /** Of the bucket {@code key}. */
  long keyElements() {
    return keyElements;
  }

  /** The size of the file that a defragmentation would write; ends the copy. */
  long defragmentedBytes() {
    return copy.bytes();
  }
}
