/** What lives between two scans: what the last one found, and what the watch has seen since. */
@NullMarked
package dev.etcdstorage.exporter.keyspace.ledger;

import org.jspecify.annotations.NullMarked;
