/** Maintenance, mostly on real etcd. */
@NullMarked
package dev.etcdstorage.exporter.maintenance;

import org.jspecify.annotations.NullMarked;
