package dev.etcdstorage.exporter.maintenance.recover;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The person's choices.
 *
 * @param act false for a dry run, which changes nothing
 * @param keepRevisions how many of the last revisions survive the compaction
 * @param allowUnsafeVersion also defragment versions that a defragmentation may corrupt
 * @param stopFile nothing is changed while it is there
 * @param dataDir etcd's data on this machine, to check its free disk
 */
public record RecoverSettings(
    boolean act,
    long keepRevisions,
    SnapshotChoice snapshot,
    boolean allowUnsafeVersion,
    Optional<Path> stopFile,
    Optional<Path> dataDir) {}
