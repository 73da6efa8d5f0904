/** Counts what is written, revision by revision. */
@NullMarked
package dev.etcdstorage.exporter.keyspace.watch;

import org.jspecify.annotations.NullMarked;
