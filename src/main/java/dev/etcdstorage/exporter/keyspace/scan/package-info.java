/** Scans the live keys, with little load on etcd. */
@NullMarked
package dev.etcdstorage.exporter.keyspace.scan;

import org.jspecify.annotations.NullMarked;
