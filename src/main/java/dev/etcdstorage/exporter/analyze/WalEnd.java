package dev.etcdstorage.exporter.analyze;

/**
 * Where a member's WAL ends: what etcd has on disk besides the database, and applies when it
 * starts.
 *
 * @param lastIndex of the last entry
 * @param lastTerm of that entry
 * @param commitIndex up to which a majority had the entries, as far as this member knew
 */
public record WalEnd(long lastIndex, long lastTerm, long commitIndex) {}
