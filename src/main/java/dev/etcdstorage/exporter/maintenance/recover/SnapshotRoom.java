package dev.etcdstorage.exporter.maintenance.recover;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The snapshot's disk.
 *
 * @param undecided whether the snapshot's place is not decided yet
 * @param target the file, or the folder; empty where there will be no snapshot
 * @param freeBytes empty where it is unknown
 */
public record SnapshotRoom(boolean undecided, Optional<Path> target, OptionalLong freeBytes) {}
