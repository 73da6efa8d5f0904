/** Which keys fill the store: who writes (watch), and what lives (scan). Reads only. */
@NullMarked
package dev.etcdstorage.exporter.keyspace;

import org.jspecify.annotations.NullMarked;
