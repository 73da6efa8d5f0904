/** What {@code bench/run} measures with the tests' own etcd, clients and exporter. */
@NullMarked
package dev.etcdstorage.exporter.bench;

import org.jspecify.annotations.NullMarked;
