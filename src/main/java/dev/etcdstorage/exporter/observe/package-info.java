/** All that one look tells of a cluster: members, keys and maintenance together. */
@NullMarked
package dev.etcdstorage.exporter.observe;

import org.jspecify.annotations.NullMarked;
