/** Flags and exit codes; one command per class, which wires and runs. */
@NullMarked
package dev.etcdstorage.exporter.cli;

import org.jspecify.annotations.NullMarked;
