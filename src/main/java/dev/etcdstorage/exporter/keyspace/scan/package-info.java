/** Walks the live keys, kindly. */
@NullMarked
package dev.etcdstorage.exporter.keyspace.scan;

import org.jspecify.annotations.NullMarked;
