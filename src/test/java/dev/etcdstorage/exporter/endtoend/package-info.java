/** The packaged exporter, as a process, on real etcd. */
@NullMarked
package dev.etcdstorage.exporter.endtoend;

import org.jspecify.annotations.NullMarked;
