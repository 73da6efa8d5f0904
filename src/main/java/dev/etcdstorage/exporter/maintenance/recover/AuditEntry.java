package dev.etcdstorage.exporter.maintenance.recover;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of the audit log.
 *
 * @param run the same for all lines of a run
 * @param member empty where the step is the cluster's
 * @param before bytes of the file; empty where no file is meant
 * @param after bytes of the file; in the plan, the expected ones
 * @param took empty at a beginning
 * @param outcome expected, begun, done, skipped, refused, failed or stopped
 * @param detail one line; may be empty
 */
public record AuditEntry(
    Instant time,
    String run,
    Step step,
    Optional<String> member,
    OptionalLong before,
    OptionalLong after,
    Optional<Duration> took,
    String outcome,
    String detail) {}
