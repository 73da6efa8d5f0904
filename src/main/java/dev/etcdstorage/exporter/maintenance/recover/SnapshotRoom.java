package dev.etcdstorage.exporter.maintenance.recover;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The disk that the snapshot goes to.
 *
 * @param undecided nobody has said yet where the snapshot goes
 * @param target the file, or the folder; empty where there will be no snapshot
 * @param freeBytes empty where it cannot be told
 */
public record SnapshotRoom(boolean undecided, Optional<Path> target, OptionalLong freeBytes) {}
