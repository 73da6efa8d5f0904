/** PEM files as key and trust managers that follow the files on disk; used by etcd and web. */
@NullMarked
package dev.etcdstorage.exporter.tls;

import org.jspecify.annotations.NullMarked;
