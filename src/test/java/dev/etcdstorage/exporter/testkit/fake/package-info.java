/** A fake etcd for faults, which answers as real etcd does. */
@NullMarked
package dev.etcdstorage.exporter.testkit.fake;

import org.jspecify.annotations.NullMarked;
