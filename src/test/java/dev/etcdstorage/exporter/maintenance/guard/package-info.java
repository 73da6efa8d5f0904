/** Each guard by itself, and what the commands make of them. */
@NullMarked
package dev.etcdstorage.exporter.maintenance.guard;

import org.jspecify.annotations.NullMarked;
