/**
 * What the watch and the scan share: through whom they work, in turn, and how they say they stop.
 */
@NullMarked
package dev.etcdstorage.exporter.keyspace.work;

import org.jspecify.annotations.NullMarked;
