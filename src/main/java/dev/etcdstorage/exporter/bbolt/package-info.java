/**
 * Reads files of bbolt: meta pages, branch and leaf pages, buckets. Read-only; whatever a file
 * claims is held against its bounds before it is believed.
 *
 * <p>Source of the format: {@code go.etcd.io/bbolt}, {@code internal/common} (page.go, meta.go,
 * inode.go, bucket.go).
 */
@NullMarked
package dev.etcdstorage.exporter.bbolt;

import org.jspecify.annotations.NullMarked;
