/**
 * The incident, replayed: a restart storm fills an etcd that nobody compacts, and the shipped rules
 * tell of it. {@code ./run --replay} shows it, a test asserts it.
 */
@NullMarked
package dev.etcdstorage.exporter.replay;

import org.jspecify.annotations.NullMarked;
