package dev.etcdstorage.exporter.etcd;

import java.util.List;

/**
 * {@code WatchResponse}, without its values.
 *
 * @param fragment more of the same revision follows in the next answer
 */
record WatchAnswer(
    StoreHeader header,
    boolean created,
    boolean canceled,
    long compactRevision,
    String cancelReason,
    boolean fragment,
    List<KeyEvent> events) {}
