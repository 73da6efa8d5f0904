package dev.etcdstorage.exporter.metrics;

import java.time.Instant;

/**
 * How the last attempt to take a configuration went.
 *
 * @param successful whether it was taken
 * @param taken when the configuration in force was taken
 */
public record ReloadState(boolean successful, Instant taken) {}
