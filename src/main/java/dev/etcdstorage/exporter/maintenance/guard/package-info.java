/** What keeps the program from changing etcd: every guard's decision, once for all. Pure. */
@NullMarked
package dev.etcdstorage.exporter.maintenance.guard;

import org.jspecify.annotations.NullMarked;
