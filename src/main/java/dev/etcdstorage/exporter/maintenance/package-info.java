/** Changes etcd: policy and guards apart from execution. Off unless asked for. */
@NullMarked
package dev.etcdstorage.exporter.maintenance;

import org.jspecify.annotations.NullMarked;
