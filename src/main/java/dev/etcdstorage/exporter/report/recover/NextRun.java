package dev.etcdstorage.exporter.report.recover;

import java.util.function.UnaryOperator;

/**
 * What to type next, as whole lines.
 *
 * @param dryRun whether this run has {@code --dry-run}, which the next must not have
 * @param again the line of this run, with these additional flags
 * @param other the line of another command, by its name
 */
public record NextRun(boolean dryRun, UnaryOperator<String> again, UnaryOperator<String> other) {}
