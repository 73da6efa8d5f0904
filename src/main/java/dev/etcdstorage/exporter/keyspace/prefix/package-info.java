/** From a key to the name that it is summed under. */
@NullMarked
package dev.etcdstorage.exporter.keyspace.prefix;

import org.jspecify.annotations.NullMarked;
