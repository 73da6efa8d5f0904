/** The shell and awk scripts of {@code ./run}. */
@NullMarked
package dev.etcdstorage.exporter.scripts;

import org.jspecify.annotations.NullMarked;
