package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import java.util.List;

/** Events and messages in few words. */
final class Events {
  private Events() {}

  static KeyEvent put(long revision, String key, int valueBytes) {
    return new KeyEvent(Key.of(key), false, revision, 1, valueBytes);
  }

  static KeyEvent delete(long revision, String key) {
    return new KeyEvent(Key.of(key), true, revision, 0, 0);
  }

  static WatchMessage.Events message(boolean last, KeyEvent... events) {
    return new WatchMessage.Events(
        new StoreHeader(0xc1, 0xa1, events[events.length - 1].revision()), List.of(events), last);
  }
}
