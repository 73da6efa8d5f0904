/**
 * The only package that speaks to etcd: channels, deadlines, credentials. No protobuf leaves it.
 */
@NullMarked
package dev.etcdstorage.exporter.etcd;

import org.jspecify.annotations.NullMarked;
