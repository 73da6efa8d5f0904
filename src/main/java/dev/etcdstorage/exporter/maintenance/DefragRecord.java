package dev.etcdstorage.exporter.maintenance;

import java.time.Duration;
import java.time.Instant;

/**
 * One defragmentation of one member.
 *
 * @param ended when the member was healthy again, or was given up
 * @param bytesBefore size of the file
 * @param bytesAfter size of the file; as before if it failed
 * @param succeeded whether the member came back healthy
 * @param detail one line; empty if all went well
 */
public record DefragRecord(
    Instant ended,
    Duration took,
    long bytesBefore,
    long bytesAfter,
    boolean succeeded,
    String detail) {}
