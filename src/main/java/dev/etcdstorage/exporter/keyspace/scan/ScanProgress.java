package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far a scan is. The estimates assume that the remaining keys are as large as those read.
 *
 * @param keys that were read
 * @param ofKeys how many there are, by what is known so far
 * @param estimatedBytes of all of them and their values; empty where the scan fetches no values
 * @param estimatedFileBytes what they take in a database file of their own; empty likewise, and
 *     while few were read
 */
public record ScanProgress(
    long keys,
    long ofKeys,
    OptionalLong estimatedBytes,
    OptionalLong estimatedFileBytes,
    Duration elapsed) {}
