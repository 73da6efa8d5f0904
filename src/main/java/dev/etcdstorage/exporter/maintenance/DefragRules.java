package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.TimeWindow;
import java.nio.file.Path;
import java.util.Optional;

/**
 * When to defragment, and what keeps from it.
 *
 * @param window empty means always
 * @param stopFile nothing begins while it is there
 * @param dataDir of the member at the first endpoint, on this host
 */
public record DefragRules(
    DefragPolicy policy,
    Optional<TimeWindow> window,
    Optional<Path> stopFile,
    boolean allowSingleMember,
    Optional<Path> dataDir) {}
