/**
 * Reads bbolt files: meta pages, branch and leaf pages, buckets. Read-only; everything in a file is
 * checked against its bounds before use.
 *
 * <p>Source of the format: {@code go.etcd.io/bbolt}, {@code internal/common} (page.go, meta.go,
 * inode.go, bucket.go).
 */
@NullMarked
package dev.etcdstorage.exporter.bbolt;

import org.jspecify.annotations.NullMarked;
