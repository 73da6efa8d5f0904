package dev.etcdstorage.exporter.analyze;

/**
 * How large the file would be, in bytes as etcd counts them.
 *
 * @param defragmentedBytes after a defragmentation alone
 * @param compactedBytes after a compaction at the file's revision and then a defragmentation
 */
public record Forecast(long defragmentedBytes, long compactedBytes) {}
