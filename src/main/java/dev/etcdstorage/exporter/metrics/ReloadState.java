package dev.etcdstorage.exporter.metrics;

import java.time.Instant;

/**
 * The outcome of the last reload of the configuration.
 *
 * @param successful whether the new configuration was taken
 * @param taken when the configuration in force was taken
 */
public record ReloadState(boolean successful, Instant taken) {}
