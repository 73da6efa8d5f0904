/** Which keys fill the store: who writes (watch), and what is alive (scan). Reads only. */
@NullMarked
package dev.etcdstorage.exporter.keyspace;

import org.jspecify.annotations.NullMarked;
