/** The guards' decisions, the same for all programs. Pure. */
@NullMarked
package dev.etcdstorage.exporter.maintenance.guard;

import org.jspecify.annotations.NullMarked;
