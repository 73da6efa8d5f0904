/** What a person reads while etcd is being recovered. */
@NullMarked
package dev.etcdstorage.exporter.status.recover;

import org.jspecify.annotations.NullMarked;
