/** A fake etcd for faults, which says what real etcd says. */
@NullMarked
package dev.etcdstorage.exporter.testkit.fake;

import org.jspecify.annotations.NullMarked;
