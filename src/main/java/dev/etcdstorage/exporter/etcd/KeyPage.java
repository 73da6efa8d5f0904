package dev.etcdstorage.exporter.etcd;

import java.util.List;

/**
 * The answer to a {@link KeyRead}.
 *
 * @param count keys in the whole range, whatever the limit
 * @param more whether the limit left keys out
 * @param responseBytes what the answer took on the wire
 */
public record KeyPage(
    StoreHeader header, long count, boolean more, List<KeyEntry> entries, long responseBytes) {}
