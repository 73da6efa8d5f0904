package dev.etcdstorage.exporter.maintenance.recover;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the person asked for.
 *
 * @param act else it is a dry run, which changes nothing
 * @param keepRevisions so many of the last revisions survive the compaction
 * @param allowUnsafeVersion also defragment versions that a defragmentation may corrupt
 * @param stopFile nothing is changed while it is there
 * @param dataDir etcd's data on this machine, where its free disk can be looked at
 */
public record RecoverSettings(
    boolean act,
    long keepRevisions,
    SnapshotChoice snapshot,
    boolean allowUnsafeVersion,
    Optional<Path> stopFile,
    Optional<Path> dataDir) {}
