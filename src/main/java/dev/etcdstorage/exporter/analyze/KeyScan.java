package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltBucket;
import dev.etcdstorage.exporter.bbolt.BoltFile;
import dev.etcdstorage.exporter.bbolt.BoltPage;
import dev.etcdstorage.exporter.bbolt.BucketWalk;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.io.IOException;

/**
 * Walks over the bucket {@code key} against the order of revisions: the first version of a key that
 * is met is its newest. Where the keys are more than the heap has room for, it walks several times,
 * and looks at a part of the keys each time.
 */
final class KeyScan {
  private static final int MOST_WALKS = 1 << 12;

  private final BoltFile file;
  private final BoltBucket bucket;
  private final long elements;
  private final AnalyzeSettings settings;
  private final AnalyzeProgress progress;

  private int walks = 1;
  private ScannedKeys found;
  private KeyTable table;
  private long place;

  /**
   * @param elements how many the bucket has
   */
  KeyScan(
      BoltFile file,
      BoltBucket bucket,
      long elements,
      AnalyzeSettings settings,
      AnalyzeProgress progress) {
    this.file = file;
    this.bucket = bucket;
    this.elements = elements;
    this.settings = settings;
    this.progress = progress;
    this.found = fresh();
    this.table = new KeyTable(settings.tableBytes());
  }

  private ScannedKeys fresh() {
    return new ScannedKeys(
        elements, settings.top(), new PrefixTally(new Prefixes(settings.prefixes())));
  }

  ScannedKeys run() throws IOException {
    while (!walked()) {
      walks *= 2;
      if (walks > MOST_WALKS) {
        throw new IllegalStateException("the heap has no room for a 4096th part of the keys");
      }
      found = fresh();
    }
    return found;
  }

  /** False where a part of the keys was more than there is room for. */
  private boolean walked() throws IOException {
    for (int walk = 0; walk < walks; walk++) {
      table = new KeyTable(settings.tableBytes());
      place = elements;
      int part = walk;
      try {
        BucketWalk.backward(file, bucket, page -> leaf(page, part));
      } catch (TableFull e) {
        return false;
      }
    }
    return true;
  }

  /** Ends a walk in its middle. */
  private static final class TableFull extends RuntimeException {
    TableFull() {
      super("full", null, false, false);
    }
  }

  private final KeyVersion version = new KeyVersion();

  private void leaf(BoltPage page, int part) throws IOException {
    for (int i = page.count() - 1; i >= 0; i--) {
      place--;
      version.read(page, i);
      long fingerprint = version.fingerprint();
      if ((fingerprint & (walks - 1)) == part) {
        found.add(version, fingerprint, table, place);
      }
    }
    if (table.full()) {
      throw new TableFull();
    }
    progress.keys(elements - place, elements, part + 1, walks);
  }
}
