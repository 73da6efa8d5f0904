package dev.etcdstorage.exporter.report.recover;

import java.util.function.UnaryOperator;

/**
 * What to type next, as whole lines.
 *
 * @param dryRun whether this run was asked to be one by {@code --dry-run}, which the next must not
 * @param again the line of this run, with these flags besides
 * @param other the line of another command, by its name
 */
public record NextRun(boolean dryRun, UnaryOperator<String> again, UnaryOperator<String> other) {}
