@NullMarked
package dev.etcdstorage.exporter.keyspace.scan;

import org.jspecify.annotations.NullMarked;
