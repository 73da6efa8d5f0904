package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.keyspace.scan.SplitRange.ByteRange;

/** What is asked of etcd to learn where to cut a range. */
sealed interface SplitProbe {
  KeyRead read();

  /** Hands the answer to whoever asked. */
  void answered(KeyPage page, RangeSplitter asked);

  /** How many keys lie before this byte of the bytes? */
  record ByteCount(SplitRange range, ByteRange bytes, int pivot) implements SplitProbe {
    Key cut() {
      return bytes.cut(pivot);
    }

    @Override
    public KeyRead read() {
      return KeyRead.count(range.rangeTo(cut()), 0);
    }

    @Override
    public void answered(KeyPage page, RangeSplitter asked) {
      asked.halved(this, page.count());
    }
  }

  /** Which is the first key? */
  record FirstKey(SplitRange range) implements SplitProbe {
    @Override
    public KeyRead read() {
      return entries(range, 1);
    }

    @Override
    public void answered(KeyPage page, RangeSplitter asked) {
      asked.begun(range, page);
    }
  }

  /** How many keys begin with what all may share? See {@link SharedPrefix}. */
  record PrefixCount(SharedPrefix search, int middle, Key cut) implements SplitProbe {
    @Override
    public KeyRead read() {
      return KeyRead.count(search.range().rangeTo(cut), 0);
    }

    @Override
    public void answered(KeyPage page, RangeSplitter asked) {
      asked.deeper(this, page.count());
    }
  }

  /** Which are the next few keys? Costly, but always gets on. */
  record Slice(SplitRange range, int limit) implements SplitProbe {
    @Override
    public KeyRead read() {
      return entries(range, limit);
    }

    @Override
    public void answered(KeyPage page, RangeSplitter asked) {
      asked.sliced(range, page);
    }
  }

  private static KeyRead entries(SplitRange range, int limit) {
    return new KeyRead(range.range(), 0, limit, Content.KEYS);
  }
}
